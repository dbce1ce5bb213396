"""The Session, its factory, and functions on the place of objects in it."""

from holdfast.orm.session.events import SessionEvents
from holdfast.orm.session.execution import ORMExecuteState
from holdfast.orm.session.maker import sessionmaker
from holdfast.orm.session.membership import make_transient, make_transient_to_detached, object_session, was_deleted
from holdfast.orm.session.session import Session, close_all_sessions
from holdfast.orm.session.transaction import SessionTransaction, SessionTransactionOrigin

__all__ = [
    "ORMExecuteState",
    "Session",
    "SessionEvents",
    "SessionTransaction",
    "SessionTransactionOrigin",
    "close_all_sessions",
    "make_transient",
    "make_transient_to_detached",
    "object_session",
    "sessionmaker",
    "was_deleted",
]
