"""Past spreadsheets: read, recognise, match and decide. Only the demonstration's loader ends in a write."""
