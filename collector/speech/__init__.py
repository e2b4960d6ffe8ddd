"""Having surveys spoken: engines and recordings in, one pack a language out.

Needs the optional extra `isoloir[speech]`; everything else works without it, and the kiosk never
needs it. See README.md beside this file.
"""
