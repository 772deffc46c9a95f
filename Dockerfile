FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /linchpin ./cmd/linchpin && mkdir -m 700 /data

FROM gcr.io/distroless/static:nonroot
COPY --from=build /linchpin /linchpin
COPY --from=build --chown=nonroot:nonroot /data /data
ENV LINCHPIN_DATA=/data
VOLUME /data
EXPOSE 8080
USER nonroot
# The container's own address is no loopback: put a proxy with TLS in front, or mount a certificate and replace --behind-proxy.
ENTRYPOINT ["/linchpin"]
CMD ["serve", "--listen", "0.0.0.0:8080", "--behind-proxy"]
