"""The addresses of reports. Each reads its request, calls one function and answers with a PDF."""
