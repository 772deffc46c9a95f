package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// s3 is an S3-like store: PREFIX/objects/SHA256 and PREFIX/NEWEST. Such stores show an object when it is whole.
type s3 struct {
	client         *minio.Client
	bucket, prefix string
	before         map[string]bool // objects of the bundle before
}

func openS3(u *url.URL) (*s3, error) {
	q := u.Query()
	host, secure := "s3.amazonaws.com", true
	if text := q.Get("endpoint"); text != "" {
		endpoint, err := url.Parse(text)
		if err != nil || endpoint.Host == "" || endpoint.Scheme != "https" && endpoint.Scheme != "http" || strings.Trim(endpoint.Path, "/") != "" || endpoint.User != nil {
			return nil, fmt.Errorf("s3://%s: the endpoint is not an address of the form https://HOST:PORT", u.Host)
		}
		host, secure = endpoint.Host, endpoint.Scheme == "https"
	}
	keys := credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}, &credentials.IAM{}})
	client, err := minio.New(host, &minio.Options{Creds: keys, Secure: secure, Region: q.Get("region")})
	if err != nil {
		return nil, fmt.Errorf("s3://%s: %w", u.Host, err)
	}
	return &s3{client: client, bucket: u.Host, prefix: strings.Trim(u.Path, "/")}, nil
}

func (t *s3) key(name string) string { return path.Join(t.prefix, name) }

func (t *s3) object(f File) string { return t.key("objects/" + f.SHA256) }

// Publish uploads what is not there yet.
func (t *s3) Publish(ctx context.Context, announcement []byte, files []File, open OpenFile) error {
	there := map[string]minio.ObjectInfo{}
	for o := range t.client.ListObjects(ctx, t.bucket, minio.ListObjectsOptions{Prefix: t.key("objects") + "/", Recursive: true}) {
		if o.Err != nil {
			return t.failed("listing", o.Err)
		}
		there[o.Key] = o
	}
	keep := map[string]bool{}
	for _, f := range files {
		keep[t.object(f)] = true
		if o, ok := there[t.object(f)]; ok && o.Size == f.Bytes {
			continue
		}
		if err := t.put(ctx, f, open); err != nil {
			return err
		}
	}
	if _, err := t.client.PutObject(ctx, t.bucket, t.key("NEWEST"), strings.NewReader(string(announcement)), int64(len(announcement)), minio.PutObjectOptions{}); err != nil {
		return t.failed("writing", err)
	}
	for name, o := range there {
		if !keep[name] && !t.before[name] && time.Since(o.LastModified) > graceful {
			t.client.RemoveObject(ctx, t.bucket, name, minio.RemoveObjectOptions{}) // else the next time
		}
	}
	t.before = keep
	return nil
}

func (t *s3) put(ctx context.Context, f File, open OpenFile) error {
	in, err := open(f, 0)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = t.client.PutObject(ctx, t.bucket, t.object(f), in, f.Bytes, minio.PutObjectOptions{SendContentMd5: true})
	return t.failed("writing "+f.Name, err)
}

// Newest reads NEWEST.
func (t *s3) Newest(ctx context.Context) ([]byte, error) {
	r, err := t.read(ctx, t.key("NEWEST"), 0)
	if err != nil {
		if gone(err) {
			err = ErrNothing
		}
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, maxAnnouncement+1))
}

// Get reads an object.
func (t *s3) Get(ctx context.Context, f File, from int64) (io.ReadCloser, error) {
	r, err := t.read(ctx, t.object(f), from)
	if gone(err) {
		err = ErrGone
	}
	return r, err
}

func (t *s3) read(ctx context.Context, key string, from int64) (io.ReadCloser, error) {
	var o minio.GetObjectOptions
	if from > 0 {
		if err := o.SetRange(from, 0); err != nil {
			return nil, err
		}
	}
	core := minio.Core{Client: t.client}
	r, _, _, err := core.GetObject(ctx, t.bucket, key, o)
	if err != nil {
		return nil, t.failed("reading", err)
	}
	return r, nil
}

func gone(err error) bool {
	var response minio.ErrorResponse
	return errors.As(err, &response) && response.Code == minio.NoSuchKey
}

func (t *s3) failed(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("s3://%s: %s: %w", t.bucket, what, err)
}

// Changed is nil: a store does not tell.
func (t *s3) Changed() <-chan struct{} { return nil }

// Close does nothing.
func (t *s3) Close() error { return nil }
