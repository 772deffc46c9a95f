// Package api serves everything over HTTP, in one process: the interface of yente 5 as it is, so that its clients and OpenRefine
// work unmodified, and Linchpin's own under /v1, described by OpenAPI 3.1 generated from the code.
//
// Each answer comes from exactly one index. Live holds the one in force; a request takes it once, at its beginning, and gives it
// back at its end. A new snapshot is opened beside it and swapped in with one pointer; the old one is closed when its last
// request has ended. Answers name the index in their body or in the header X-Linchpin-Index.
//
// A request passes, from the outside: recovery and security headers, the log and the measures, the limits of size, the key or the
// session, the key's rate, compression, and then the route. Routes are of two kinds, as their errors are: yente's answer
// {"detail": ...}, Linchpin's own application/problem+json that names the field.
//
// Screening takes no lock that another request could hold and stores nothing.
package api
