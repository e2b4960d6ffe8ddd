"""The pages' addresses. Each reads its request, calls one function and renders."""
