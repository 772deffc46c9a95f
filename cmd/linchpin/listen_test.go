package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestServeRefusesOpenAddressesInTheClear(t *testing.T) {
	for _, c := range []struct {
		cmd  serveCmd
		word string // of the error; "" for none
	}{
		{serveCmd{Listen: "127.0.0.1:0"}, ""}, {serveCmd{Listen: "[::1]:0"}, ""}, {serveCmd{Listen: "localhost:0"}, ""},
		{serveCmd{Listen: "0.0.0.0:0"}, "other machines"}, {serveCmd{Listen: ":8080"}, "other machines"}, {serveCmd{Listen: "192.168.1.4:80"}, "other machines"},
		{serveCmd{Listen: "desk.example.org:80"}, "other machines"}, {serveCmd{Listen: "0.0.0.0:0", BehindProxy: true}, ""},
		{serveCmd{Listen: "0.0.0.0:0", TLSCert: "a", TLSKey: "b"}, ""}, {serveCmd{Listen: "0.0.0.0:0", TLSCert: "a"}, "belong together"}, {serveCmd{Listen: "8080"}, "HOST:PORT"},
	} {
		c.cmd.Workers = 1
		err := c.cmd.check()
		if (err == nil) != (c.word == "") || err != nil && !strings.Contains(err.Error(), c.word) {
			t.Errorf("--listen %s: %v", c.cmd.Listen, err)
		}
	}
}

// certificate writes a self-signed certificate for 127.0.0.1.
func certificate(t *testing.T, c *cliTest) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	pool.AppendCertsFromPEM(public)
	return c.file("cert.pem", string(public)), c.file("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}))), pool
}

func TestServeOverTLS(t *testing.T) {
	c := newCLI(t)
	cert, key, pool := certificate(t, c)
	cmd := exec.Command(os.Args[0], "--data", c.dir, "serve", "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key)
	cmd.Env = append(os.Environ(), "LINCHPIN_TEST_AS_PROGRAM=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}()
	lines := bufio.NewScanner(out)
	if !lines.Scan() || !strings.Contains(lines.Text(), "serving on https://127.0.0.1:") {
		t.Fatalf("%q", lines.Text())
	}
	address := strings.TrimSuffix(strings.Fields(lines.Text())[2], ";")
	ask := func(config *tls.Config) (*http.Response, error) {
		h := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{TLSClientConfig: config}}
		return h.Get(address + "/healthz")
	}
	resp, err := ask(&tls.Config{RootCAs: pool})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 || resp.Header.Get("Strict-Transport-Security") == "" || resp.TLS.Version < tls.VersionTLS12 {
		t.Errorf("%d %v", resp.StatusCode, resp.Header)
	}
	if _, err := ask(&tls.Config{RootCAs: pool, MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("TLS 1.1 was taken")
	}
	if _, err := ask(&tls.Config{}); err == nil {
		t.Error("the client trusts nobody, and was answered")
	}
	clear, err := http.Get(strings.Replace(address, "https:", "http:", 1) + "/v1/session")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(clear.Body)
	clear.Body.Close()
	if clear.StatusCode != 400 {
		t.Errorf("in the clear: %d %s", clear.StatusCode, body)
	}
}
