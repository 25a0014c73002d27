"""Tables in and out: CSV and TSV as a stream, in any encoding that Japanese files come in."""
