"""The addresses of comments. Each reads its request, calls one function and renders."""
