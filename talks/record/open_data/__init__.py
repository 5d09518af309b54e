"""The record as open data: tables for researchers, the same in files, in the API and in frozen editions."""
