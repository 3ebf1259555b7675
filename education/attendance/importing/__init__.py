"""Past spreadsheets: read, recognise, match and decide. Nothing in this folder writes to the database."""
