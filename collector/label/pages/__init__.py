"""The addresses of label evidence. Each reads its request, calls one function and renders."""
