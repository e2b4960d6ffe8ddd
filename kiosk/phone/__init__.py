"""The phone's survey: one page per Point, sealed answers in, nothing about the phone."""
