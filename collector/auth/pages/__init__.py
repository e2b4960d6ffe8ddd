"""The addresses of accounts. Each reads its request, calls one function and renders."""
