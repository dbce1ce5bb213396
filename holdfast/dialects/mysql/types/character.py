"""Text, with character set and collation.

Source: MySQL 8.0 Reference Manual, "Column Character Set and Collation".
"""

from __future__ import annotations

from holdfast.sql import types as generic


class CharacterSettings:
    """What is said of a text column besides its length; mixed into all of them.

    :ivar charset: CHARACTER SET.
    :ivar collation: COLLATE.
    :ivar ascii: ASCII, the short form of ``latin1``.
    :ivar unicode: UNICODE, the short form of ``ucs2``.
    :ivar binary: BINARY, the binary collation of the character set.
    :ivar national: the NATIONAL form, whose character set is UTF-8.
    """

    collation: str | None

    def _set_characters(
        self, charset: str | None, ascii: bool, unicode: bool, binary: bool, national: bool = False
    ) -> None:
        self.charset = charset
        self.ascii = ascii
        self.unicode = unicode
        self.binary = binary
        self.national = national


class _Character(CharacterSettings, generic.String):
    """Base of the types.

    :param length: characters.
    :param charset: CHARACTER SET; the others as in :class:`CharacterSettings`.
    """

    def __init__(
        self,
        length: int | None = None,
        *,
        charset: str | None = None,
        collation: str | None = None,
        ascii: bool = False,
        unicode: bool = False,
        binary: bool = False,
        national: bool = False,
    ) -> None:
        super().__init__(length, collation)
        self._set_characters(charset, ascii, unicode, binary, national)


class VARCHAR(_Character, generic.VARCHAR):
    """VARCHAR.

    :param length: characters; needed in DDL.
    :param charset: CHARACTER SET.
    :param collation: COLLATE.
    :param ascii: ASCII, the short form of ``latin1``.
    :param unicode: UNICODE, the short form of ``ucs2``.
    :param binary: BINARY, the binary collation of the character set.
    :param national: NATIONAL VARCHAR.
    """

    __visit_name__ = "VARCHAR"


class CHAR(_Character, generic.CHAR):
    """CHAR; parameters as for :class:`VARCHAR`."""

    __visit_name__ = "CHAR"


class _National(_Character):
    """Base of the types whose character set is UTF-8 by the standard."""

    def __init__(
        self,
        length: int | None = None,
        *,
        charset: str | None = None,
        collation: str | None = None,
        ascii: bool = False,
        unicode: bool = False,
        binary: bool = False,
        national: bool = True,
    ) -> None:
        super().__init__(
            length,
            charset=charset,
            collation=collation,
            ascii=ascii,
            unicode=unicode,
            binary=binary,
            national=national,
        )


class NVARCHAR(_National, generic.NVARCHAR):
    """NATIONAL VARCHAR; parameters as for :class:`VARCHAR`."""

    __visit_name__ = "NVARCHAR"


class NCHAR(_National, generic.NCHAR):
    """NATIONAL CHAR; parameters as for :class:`VARCHAR`."""

    __visit_name__ = "NCHAR"


class TEXT(_Character, generic.TEXT):
    """TEXT, up to 65,535 bytes; the server takes a larger kind when ``length`` needs it.

    Parameters as for :class:`VARCHAR`.
    """

    __visit_name__ = "TEXT"


class _TextOfSize(_Character):
    """Base of the kinds of TEXT that have no length."""

    def as_generic(self, *, allow_nulltype: bool = False) -> generic.Text:
        """Return a Text: a String would need a length here."""
        return self.adapt(generic.Text)


class TINYTEXT(_TextOfSize):
    """TINYTEXT, up to 255 bytes; parameters as for :class:`VARCHAR`, without the length."""

    __visit_name__ = "TINYTEXT"


class MEDIUMTEXT(_TextOfSize):
    """MEDIUMTEXT, up to 16 MB; parameters as for :class:`VARCHAR`, without the length."""

    __visit_name__ = "MEDIUMTEXT"


class LONGTEXT(_TextOfSize):
    """LONGTEXT, up to 4 GB; parameters as for :class:`VARCHAR`, without the length."""

    __visit_name__ = "LONGTEXT"
