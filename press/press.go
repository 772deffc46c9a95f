// Package press reads a page of news into sourced claims: it tells the article's own text from debris, finds who and
// what is named, links names to entries of the lists, and works out who says what, how firmly.
//
// The page stays the source. Every part of the result points at its span in the text that was read; debris is marked
// and never deleted; a wording that fits no relation of the table keeps its words. A name is linked to a listed party
// only when nothing speaks for another one; else the parties that it could mean are shown as candidates.
//
// The steps, each in a file of its own: text (lines, tokens, sentences), html and pdf, language, debris, mentions,
// quantities, dates, link, cues, roles, claims, check. What they know stands in tables/ (written by hand) and models/
// (made by linchpin train press).
package press
