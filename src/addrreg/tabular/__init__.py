"""Tables in and out, of any length: CSV and TSV in any encoding that Japanese files come in, JSON Lines, Excel, Parquet."""
