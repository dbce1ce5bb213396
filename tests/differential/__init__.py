"""The same random program on holdfast and on SQLAlchemy: whatever can be seen of it must be the same.

`library` is one of the two, `databases` says where they run, `mappings` has the mapped classes, `operations` the steps
of a program, `strategies` draws programs, `interpreter` runs one on one library and writes a transcript, `comparison`
finds the first difference and knows the intended ones, `minimise` makes a failing program short, `campaign` runs many.
`python -m tests.differential --programs 2000 --seed 1` runs as many as one likes; with `--database URL` on a server.
"""
