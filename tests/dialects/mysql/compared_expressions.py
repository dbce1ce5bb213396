"""Expressions and statements of MySQL and MariaDB for the comparison with SQLAlchemy, each written once against a namespace of
either library.

Besides the names of ``tests/sql/compared_expressions.py`` the namespace has: ``mysql``, the dialect's package; ``j``, a JSON
column; ``num``, a Numeric column; ``by``, a LargeBinary column; ``k``, the tables ``words`` (id, word, count, note).
"""

from __future__ import annotations

# fmt: off
# ruff: noqa: E501
EXPRESSIONS: dict[str, tuple[str, ...]] = {
    "casts": (
        "cast(a,String)", "cast(a,String(7))", "cast(a,Unicode(7))", "cast(a,Text)", "cast(a,UnicodeText)", "cast(a,CHAR(3))", "cast(a,VARCHAR(3))",
        "cast(s,Integer)", "cast(s,SmallInteger)", "cast(s,BigInteger)", "cast(s,INTEGER)", "cast(s,mysql.INTEGER(unsigned=True))",
        "cast(s,mysql.BIGINT(unsigned=True))", "cast(s,mysql.TINYINT)", "cast(s,mysql.TINYINT(1))", "cast(s,mysql.SMALLINT(unsigned=True))",
        "cast(s,Numeric)", "cast(s,Numeric(10,2))", "cast(s,DECIMAL(10,2))", "cast(s,mysql.DECIMAL(10,2))", "cast(s,mysql.NUMERIC(10,2))",
        "cast(s,mysql.NUMERIC(10,2,unsigned=True))",
        "cast(s,Float)", "cast(s,Double)", "cast(s,REAL)", "cast(s,mysql.DOUBLE)", "cast(s,mysql.FLOAT)", "cast(s,FLOAT(24))", "cast(s,mysql.REAL)",
        "cast(s,Date)", "cast(s,Time)", "cast(s,DateTime)", "cast(s,TIMESTAMP)", "cast(s,mysql.DATETIME(fsp=6))", "cast(s,mysql.TIME(fsp=3))",
        "cast(s,mysql.TIMESTAMP(fsp=3))", "cast(s,mysql.TIMESTAMP)", "cast(s,mysql.YEAR)", "cast(s,DATETIME)", "cast(s,DATE)",
        "cast(s,Boolean)", "cast(s,BOOLEAN)", "cast(s,LargeBinary)", "cast(s,BINARY(5))", "cast(s,VARBINARY(5))", "cast(s,mysql.BLOB)",
        "cast(s,JSON)", "cast(s,mysql.JSON)", "cast(s,Enum('x','y'))", "cast(s,mysql.ENUM('x','y'))", "cast(s,mysql.SET('x','y'))", "cast(s,mysql.BIT(3))",
        "cast(s,mysql.VARCHAR(10,charset='utf8mb4'))", "cast(s,mysql.CHAR(10,charset='utf8mb4',collation='utf8mb4_bin'))",
        "cast(s,mysql.NVARCHAR(10))", "cast(s,mysql.NCHAR(10))", "cast(s,String(10,collation='utf8mb4_bin'))", "cast(s,mysql.LONGTEXT)", "cast(s,mysql.MEDIUMINT)",
        "cast(s,mysql.TINYTEXT)", "cast(s,Uuid)", "cast(s,UUID)", "cast(s,Interval)", "cast(a+1,Integer)", "cast(func.foo(s),Float)", "cast(a,Float)+5",
    ),
    "json": (
        "j['x']", "j[3]", "j[('x',1)]", "j['x'].as_string()", "j['x'].as_integer()", "j['x'].as_float()", "j['x'].as_boolean()", "j['x'].as_json()",
        "j['x'].as_numeric(10,2)", "j['x'].as_numeric(10,2,asdecimal=False)", "j[('x',1)].as_string()", "j['x']=='y'", "j['x'].as_string()=='y'", "j['x'].as_integer()>5", "j['x']['y']",
        "j['x'].as_boolean().is_(True)", "j['x'].is_(None)", "cast(j['x'],String)", "select(j['x'],j[('a','b')].as_integer())", "j==null()", "j['x']+'y'",
    ),
    "operators": (
        "a//b", "num//2", "num/2", "a/num", "a**2", "a%2", "-a", "a.bitwise_or(1)", "a.bitwise_and(1)", "a.bitwise_xor(1)", "a.bitwise_not()", "a<<1", "a>>1",
        "s.regexp_match('x',flags='im')", "~s.regexp_match('x',flags='im')", "s.regexp_match(s)", "s.regexp_replace(s,'y')", "s.regexp_replace('x','y',flags='ig')", "s.regexp_match('x',flags=\"i'; --\")",
        "s.like('x',escape='\\\\')", "s.ilike('%x')", "~s.ilike('x')", "s.icontains(s,autoescape=False)", "s.op('SOUNDS LIKE')('x')", "s.op('->>')('$.x')",
        "a.is_distinct_from(b)", "a.is_not_distinct_from(None)", "~a.is_distinct_from(b)", "and_(a.is_distinct_from(b),a==1)", "s.concat(a)+s", "s+s+'z'==s", "literal('x')+literal('y')",
        "func.concat(s,'x')+s", "s.collate('utf8mb4_bin')", "s.collate('Weird')", "s.match('x')", "~s.match('x')", "s.match('x','y')", "s.match(s+'x')", "true()", "select(true(),false())", "bo==true()", "bo.is_(True)", "bo.is_not(False)", "bo!=False",
        "a.in_([])", "~a.in_([])", "tuple_(a,b).in_([(1,2)])", "a.between(1,2)", "a.between(1,2,symmetric=True)", "s.contains('50%')", "literal_column('a % b')", "text('a % b')", "text(\"a LIKE 'x%'\")", "column('a%b')", "func.date_format(d,'%Y')", "a.op('%')(5)", "a.op('%%')(5)",
    ),
    "functions": (
        "func.now()", "func.utc_timestamp()", "func.utc_timestamp(3)", "func.utc_date()", "func.utc_time()", "func.curdate()", "func.random()", "func.rand()", "func.localtime()", "func.localtimestamp()", "func.sysdate()", "func.current_user()", "func.char_length(s)", "func.length(s)",
        "func.aggregate_strings(s,',')", "func.aggregate_strings(s,',').over(order_by=a)", "aggregate_order_by(func.aggregate_strings(s,','),a)", "func.group_concat(s)", "func.aggregate_strings(s,s)",
        "func.rollup(a,b)", "select(a).group_by(func.rollup(a,b))", "select(func.sum(a)).group_by(func.rollup(b))", "func.cube(a,b)", "func.coalesce(s,'x')", "func.count(distinct(a))", "func.max(a).over(partition_by=b)", "func.row_number().over(order_by=a)", "func.first_value(a).over(order_by=b,rows=(None,0))",
        "func.next_value(Sequence('q'))", "Sequence('q').next_value()", "Sequence('q',schema='sch').next_value()", "select(Sequence('q').next_value())", "func.convert(s,text('CHAR'))", "extract('year',d)", "extract('microsecond',d)", "extract('epoch',d)", "extract('milliseconds',d)", "extract('doy',d)", "extract('dow',d)", "func.json_extract(j,'$.x')", "func.pow(a,2)", "func.session_user()", "func.user()", "func.current_date()", "func.current_time()", "func.current_timestamp()", "func.grouping_sets(a,b)",
    ),
    "select": (
        "select(u.c.id).limit(5)", "select(u.c.id).limit(5).offset(2)", "select(u.c.id).offset(2)", "select(u.c.id).limit(a)", "select(u.c.id).limit(u.c.id+1).offset(2)", "select(u.c.id).fetch(5)", "select(u.c.id).fetch(5,with_ties=True).offset(2)", "select(u.c.id).slice(1,4)",
        "select(u.c.id).distinct()", "select(u).prefix_with('HIGH_PRIORITY')", "select(u).prefix_with('SQL_NO_CACHE',dialect='mysql')", "select(u).prefix_with('SQL_NO_CACHE',dialect='mariadb')", "select(u).suffix_with('INTO @x')", "select(u).with_hint(u,'USE INDEX (ix)')", "select(u).with_hint(u,'USE INDEX (ix)','mysql')", "select(u).with_hint(u,'USE INDEX (ix)','mariadb')", "select(u).with_hint(u,'FORCE INDEX (ix)','sqlite')",
        "select(u,ad).join(ad).with_hint(ad,'IGNORE INDEX (ix)')", "select(u.alias('q')).with_hint(u,'USE INDEX (ix)')", "select(q:=u.alias('q')).with_hint(q,'USE INDEX (ix)')", "select(u).with_statement_hint('PROCEDURE x')", "select(u).with_hint(u,'USE INDEX (%(name)s)')",
        "select(u).with_for_update()", "select(u).with_for_update(read=True)", "select(u).with_for_update(nowait=True)", "select(u).with_for_update(skip_locked=True)", "select(u).with_for_update(read=True,skip_locked=True)", "select(u).with_for_update(of=u)", "select(u,ad).join(ad).with_for_update(of=[u,ad])", "select(u).with_for_update(of=u.c.id)", "select(q:=u.alias('q')).with_for_update(of=q)", "select(u).with_for_update(key_share=True)", "select(u).with_for_update(of=u.c.id,nowait=True,read=True)",
        "union(select(u.c.id),select(ad.c.id)).limit(3)", "select(u.c.id).intersect(select(ad.c.id))", "except_all(select(u.c.id),select(ad.c.id))", "union(select(u.c.id).limit(3),select(ad.c.id).order_by(ad.c.id)).order_by('id')",
        "select(u).join(ad,full=True)", "select(u).outerjoin(ad)", "select(u).join(ad,isouter=True)", "u.join(ad.join(t,t.c.a==ad.c.id))", "u.outerjoin(ad.join(t,t.c.a==ad.c.id),u.c.id==ad.c.id)",
        "select(1)", "select(a).where(a==1)", "select(func.now()).where(a==1).order_by(a)", "select(u.c.id).where(exists().where(ad.c.user_id==u.c.id))", "select(u.c.id).having(func.count()>1).group_by(u.c.id)", "select(u.c.id).order_by(u.c.id.desc().nulls_last())", "select(u).order_by(func.rand())",
        "select(values(column('x',Integer),column('y',String),name='v').data([(1,'a'),(2,'b')]))", "values(column('x',Integer),name='v').data([(1,),(2,)]).cte('w').select()", "values(column('x',Integer),name='v').data([(1,),(2,)]).scalar_values()", "select(values(column('x',Integer),name='v').data([(1,)])).where(column('x')==1)", "u.c.id.in_(values(column('x',Integer)).data([(1,),(2,)]).scalar_values())",
        "select(u.c.id).cte('q').select()", "select((q:=select(literal(1).label('n')).cte('q',recursive=True)).union_all(select(q.c.n+1).where(q.c.n<5)))", "select(u.c.id).where(u.c.id.in_([1,2,3]))", "select(m.tables['sch.u2'])", "select(table('x',column('y'),schema='Sch.x'))", "select(u.tablesample(5))", "select(func.json_table(j,text(\"'$[*]' COLUMNS(x INT PATH '$')\")).table_valued('x'))", "select(u.c.id.label('select'),u.c.id.label('a b'),u.c.id.label('q`r'),u.c.id.label('x%y'))", "select(u).lateral('q')",
    ),
    "full text and limits": (
        "update(k).values(word='x').ext(mysql.limit(5))", "delete(k).where(k.c.id==1).ext(mysql.limit(a))", "delete(k).ext(mysql.limit(5)).ext(mysql.limit(6))", "mysql.match(k.c.word,k.c.note,against='x')", "mysql.match(s,against='x').in_boolean_mode()", "mysql.match(s,against='x').in_natural_language_mode().with_query_expansion()", "mysql.match(s,against='x').with_query_expansion()", "mysql.match(s,against='x')>0.5", "~mysql.match(s,against='x')", "select(k).order_by(mysql.match(k.c.word,against='x').desc())", "select(mysql.match(k.c.word,against='x').label('q'))", "mysql.match(s,against='x').in_boolean_mode().with_query_expansion()", "and_(mysql.match(s,against='x'),a==1)", "select(k).where(mysql.match(k.c.word,against=s+'x'))",
    ),
    "insert": (
        "insert(k)", "insert(k).values(word='x')", "insert(k).values([{'word':'x'},{'word':'y'}])", "insert(k).prefix_with('IGNORE')", "insert(k).prefix_with('IGNORE',dialect='mysql').values(word='x')", "insert(k).values({})", "insert(k).returning(k.c.id)", "insert(k).values(word='x').returning(k.c.id,k.c.word)", "insert(k).inline()", "insert(k).values(id=func.foo())", "insert(k).from_select(['word'],select(u.c.name))", "insert(k).from_select(['word'],select(u.c.name)).returning(k.c.id)", "insert(k).with_hint('x')",
        "insert(k).values(id=None,word='x')", "insert(k).values(word=text('DEFAULT'))", "insert(u).from_select(['id'],select(p1.cte('q').c.id))", "insert(Table('e',MetaData()))",
        "mysql.insert(k).values(word='x').on_duplicate_key_update(count=5)", "mysql.insert(k).values(word='x').on_duplicate_key_update({'count':5,'note':'z'})", "mysql.insert(k).values(word='x').on_duplicate_key_update([('note','z'),('count',5)])", "mysql.insert(k).values(word='x').on_duplicate_key_update({k.c.count:k.c.count+1})",
        "(i:=mysql.insert(k).values(word='x')).on_duplicate_key_update(count=i.inserted.count)", "(i:=mysql.insert(k).values(word='x')).on_duplicate_key_update(count=i.inserted.count+k.c.count,note=func.concat(i.inserted.note,'x'))", "(i:=mysql.insert(k).values(word='x')).on_duplicate_key_update(note=func.coalesce(i.inserted.note,k.c.note,'q'))", "mysql.insert(k).values(word='x').on_duplicate_key_update(count=None)", "mysql.insert(k).on_duplicate_key_update(count=text('count+1'))", "mysql.insert(k).values([{'word':'x'},{'word':'y'}]).on_duplicate_key_update(count=5)",
        "mysql.insert(k).from_select(['word'],select(u.c.name)).on_duplicate_key_update(count=k.c.count+1)", "(i:=mysql.insert(k).from_select(['word'],select(u.c.name))).on_duplicate_key_update(count=i.inserted.count)", "mysql.insert(k).values(word='x').on_duplicate_key_update(count=5).returning(k.c.id)", "mysql.insert(k).values(word='x').on_duplicate_key_update(k.c)", "mysql.insert(k).values(word='x').on_duplicate_key_update({})", "mysql.insert(k).values(word='x').on_duplicate_key_update()", "mysql.insert(k).values(word='x').on_duplicate_key_update({'count':5},note=5)", "mysql.insert(k).values(word='x').on_duplicate_key_update(nosuch=5)", "mysql.insert(k).values(word='x').on_duplicate_key_update([('nosuch',5),('count',3)])",
        "mysql.insert(k).values(word='x').on_duplicate_key_update(count=select(func.max(u.c.id)).scalar_subquery())", "mysql.insert(k).values(word='x').on_duplicate_key_update(count=bindparam('z'))", "mysql.insert(k).values(word='x').on_duplicate_key_update(count=1).on_duplicate_key_update(count=2)", "(i:=mysql.insert(k)).on_duplicate_key_update(count=i.inserted['count'])",
    ),
    "update and delete": (
        "update(k).values(word='x').with_dialect_options(mysql_limit=5)", "update(k).values(word='x').with_dialect_options(mariadb_limit=5)", "update(k).values(word='x').where(k.c.id==1).with_dialect_options(mysql_limit=5,mariadb_limit=6)", "delete(k).with_dialect_options(mysql_limit=5)", "delete(k).with_dialect_options(mariadb_limit=5)", "delete(k).where(k.c.id==1).with_dialect_options(mysql_limit=5,mariadb_limit=6)", "update(k).values(word='x').with_dialect_options(mysql_limit=None)", "delete(k).with_dialect_options(mysql_limit=0,mariadb_limit=0)",
        "update(k).values(word=u.c.name).where(k.c.id==u.c.id)", "update(k).values({k.c.word:u.c.name,u.c.name:'z'}).where(k.c.id==u.c.id)", "update(k.alias('q')).values(word='x')", "update(q:=k.alias('q')).values(word=u.c.name).where(q.c.id==u.c.id)", "update(k).values(word='x').where(k.c.id==u.c.id,u.c.id==ad.c.user_id)", "update(k).ordered_values((k.c.note,'x'),(k.c.count,k.c.count+1))", "update(k).values(word='x').where(k.c.id.in_(select(u.c.id)))", "update(k.join(u,k.c.id==u.c.id)).values(word='x')", "update(k).values(word='x').prefix_with('LOW_PRIORITY')", "update(k).values(word='x').with_hint('USE INDEX (ix)')", "update(k).values(word='x').returning(k.c.id)",
        "delete(k)", "delete(k).where(k.c.id==u.c.id)", "delete(q:=k.alias('q')).where(q.c.id==1)", "delete(q:=k.alias('q')).where(q.c.id==u.c.id)", "delete(k).where(k.c.id==(q:=u.alias('q')).c.id,q.c.name=='x')", "delete(k).where(k.c.id==u.c.id,u.c.id==ad.c.user_id)", "delete(k).prefix_with('QUICK')", "delete(k).returning(k.c.id)", "delete(k).where(k.c.id==u.c.id).returning(k.c.id)", "delete(k).with_hint('USE INDEX (ix)')", "delete(k).where(k.c.id==(q:=p1.cte('q')).c.id)", "update(k).where(k.c.id==(q:=p1.cte('q')).c.id).values(word=q.c.name)",
    ),
    "literals": tuple(f"{text}.compile(dialect=D,compile_kwargs={{'literal_binds':True}})" for text in (
        "literal('x')", "literal('it\\'s')", "literal('back\\\\slash')", "literal('per%cent')", "literal('new\\nline')", "literal('q:x ?')", "literal(5)", "literal(5.5)", "literal(True)", "literal(None)", "literal(datetime.date(2020,1,2))", "literal(datetime.datetime(2020,1,2,3,4,5,6))", "literal(datetime.time(3,4,5))", "literal({'a':1},JSON)", "literal('x',Enum('x','y'))", "literal(b'abc')", "select(u).where(u.c.name=='a%b').limit(5).offset(3)", "s.like('50%')", "u.c.name.in_(['a\\'b','c\\\\d'])", "bo==True", "select(u.c.id).where(u.c.name.startswith('x')).offset(2)", "j['a\"b']", "j[('a',1)]", "insert(k).values(word='it\\'s',count=None)",
    )),
}

_NAMED = "the columns are named in a way that the server takes"
_ROW = "MySQL wants ROW before each row"
#: Where holdfast differs on purpose: expression -> reason.
DIFFERENT: dict[str, str] = {
    "cast(s,Interval)": "an Interval keeps its microseconds",
    "and_(false(),a==1)": "a constant is a condition by itself",
    "or_(true(),a==1)": "a constant is a condition by itself",
    "t": "str() of a table is its name",
    "select(values(a,s,name='v').data([(1,'x'),(2,'y')]))": _NAMED,
    "select(values(a,s,literal_binds=True,name='z').data([(1,'x'),(2,'y')]))": _NAMED,
    "select(values(column('x',Integer),column('y',String),name='v').data([(1,'a'),(2,'b')]))": _NAMED,
    "select(values(column('x',Integer),name='v').data([(1,)])).where(column('x')==1)": _NAMED,
    "select(values(a,s).data([(1,'x'),(2,'y')]))": _ROW,
    "values(a,s,name='v').data([(1,'x')])": _ROW,
    "values(column('x',Integer),name='v').data([(1,),(2,)]).cte('w').select()": _ROW,
    "u.c.id.in_(values(column('x',Integer)).data([(1,),(2,)]).scalar_values())": _ROW,
    "values(column('x',Integer),name='v').data([(1,),(2,)]).scalar_values()": "the parentheses come from where it stands",
    "select(u.c.id).fetch(5)": "MySQL has LIMIT in the place of FETCH",
    "insert(u).values(id=select(ad.c.id).scalar_subquery())": "MariaDB returns the key that an expression makes",
    "insert(k).values(id=func.foo())": "MariaDB returns the key that an expression makes",
    "cast(s,REAL)": "REAL is DOUBLE here, and a FLOAT has half of its digits",
    "cast(s,mysql.REAL)": "REAL is DOUBLE here, and MariaDB has no cast to REAL",
    "mysql.insert(k).values(word='x').on_duplicate_key_update(nosuch=5)": "ValueError: there is nothing to set, and such SQL is none",
    "update(k).values({k.c.word:u.c.name,u.c.name:'z'}).where(k.c.id==u.c.id)": "the columns of the statement's own table come first",
    "delete(q:=k.alias('q')).where(q.c.id==1)": "MariaDB before 11.6 takes no alias but in USING",
    "literal(True).compile(dialect=D,compile_kwargs={'literal_binds':True})": "true is a name of 1",
    "literal({'a':1},JSON).compile(dialect=D,compile_kwargs={'literal_binds':True})": "JSON has literals",
    "literal(b'abc').compile(dialect=D,compile_kwargs={'literal_binds':True})": "bytes need not be text",
    "j['a\"b'].compile(dialect=D,compile_kwargs={'literal_binds':True})": "a quote in a key does not end it",
}
