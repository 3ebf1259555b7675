"""What editors upload: judged by what it holds, rewritten before it is stored, served so that nothing in it runs."""
