package org.busbar.transport.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.DeviceException.Malformed;
import org.busbar.api.transport.DeviceException.NoResponse;
import org.busbar.api.transport.DeviceException.Rejected;
import org.busbar.api.transport.Message;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: to the named host only, no redirect, no cookie, no proxy, one
 * deadline for the whole of the answer, no more of it than allowed. Confined to the connection's
 * thread.
 */
final class Exchange implements AutoCloseable {
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT");
  private static final int UNAUTHORIZED = 401;
  private static final int FIRST_FINAL = 200;

  private final HttpSettings settings;
  private final Clock clock;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private HttpClient client;
  private @Nullable Digest digest;

  Exchange(HttpSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.client = client();
  }

  private HttpClient client() {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(settings.connectTimeout())
            .executor(workers);
    settings.trust().ifPresent(builder::sslContext);
    return builder.build();
  }

  /** Throws {@link IllegalArgumentException} naming what cannot be asked for. */
  URI address(String path, String method) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path '" + path + "' does not begin with a slash");
    }
    if (!METHODS.contains(method)) {
      throw new IllegalArgumentException("method '" + method + "' is none of " + METHODS);
    }
    URI uri = URI.create(settings.base() + path);
    if (!settings.base().getRawAuthority().equals(uri.getRawAuthority())) {
      throw new IllegalArgumentException("path '" + path + "' leaves " + settings.base());
    }
    return uri;
  }

  /**
   * The text of the answer.
   *
   * @param reading whether nothing changes by it, so that it may be asked twice
   * @param nanos time that is left
   */
  String ask(Message message, boolean reading, long nanos) throws DeviceException {
    String method = message.method();
    String path = message.to();
    String body = message.body();
    URI uri = address(path, method);
    long untilNanos = clock.nanos() + nanos;
    HttpResponse<byte[]> response = send(request(uri, method, body), reading, untilNanos);
    if (response.statusCode() == UNAUTHORIZED
        && settings.login().scheme() == HttpSettings.Login.Scheme.DIGEST) {
      digest =
          Digest.of(response.headers().allValues("WWW-Authenticate"), settings.login())
              .orElse(null);
      if (digest != null) {
        response = send(request(uri, method, body), reading, untilNanos);
      }
    }
    int status = response.statusCode();
    if (status < FIRST_FINAL) {
      renew();
      throw new Malformed(method + " " + path + " was answered " + status + " and nothing after");
    }
    if (status > 299) {
      throw new Rejected(method + " " + path + " was answered " + status, status);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(response.body()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Malformed("the answer to " + path + " is no text");
    }
  }

  /**
   * Nobody asked to switch protocols. The JDK refuses 101 as the first answer, but after an interim
   * one takes it for whole and uses the connection again: what the host sent after it would be the
   * answer to the next request.
   */
  private void renew() {
    client.shutdownNow();
    client = client();
  }

  private HttpRequest request(URI uri, String method, String body) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      builder.header("Content-Type", body.startsWith("{") ? "application/json" : "text/plain");
    }
    authorization(uri, method).ifPresent(value -> builder.header("Authorization", value));
    return builder.build();
  }

  private Optional<String> authorization(URI uri, String method) {
    HttpSettings.Login login = settings.login();
    return switch (login.scheme()) {
      case NONE -> Optional.empty();
      case BASIC -> {
        byte[] pair = (login.user() + ":" + login.secret()).getBytes(StandardCharsets.UTF_8);
        yield Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
      }
      case BEARER -> Optional.of("Bearer " + login.secret());
      case DIGEST -> {
        Digest known = digest;
        String path =
            uri.getRawQuery() == null
                ? uri.getRawPath()
                : uri.getRawPath() + "?" + uri.getRawQuery();
        yield known == null ? Optional.empty() : Optional.of(known.authorization(method, path));
      }
    };
  }

  /**
   * A device may end a connection it kept just when it is asked over it. The JDK asks anew where
   * the method says that it may; a reading may whatever its method.
   */
  private HttpResponse<byte[]> send(HttpRequest request, boolean reading, long untilNanos)
      throws DeviceException {
    try {
      return exchange(request, untilNanos);
    } catch (ExecutionException e) {
      if (!reading || !isUnheard(e.getCause())) {
        throw failed(request, e.getCause());
      }
    }
    try {
      return exchange(request, untilNanos);
    } catch (ExecutionException e) {
      throw failed(request, e.getCause());
    }
  }

  /** Whether the connection was ended before any byte of an answer. */
  private static boolean isUnheard(@Nullable Throwable cause) {
    return cause instanceof IOException && cause.getCause() instanceof EOFException
        || cause instanceof SocketException && !(cause instanceof ConnectException);
  }

  private HttpResponse<byte[]> exchange(HttpRequest request, long untilNanos)
      throws DeviceException, ExecutionException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), settings.maxBody()));
    long nanos = untilNanos - clock.nanos();
    try {
      return answer.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new NoResponse(request.uri() + " did not answer in " + nanos / 1_000_000 + " ms");
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw new NoResponse(request.uri() + ": interrupted");
    }
  }

  private DeviceException failed(HttpRequest request, @Nullable Throwable cause) {
    String why = cause == null ? "failed" : String.valueOf(cause.getMessage());
    String text =
        request.uri() + ": " + (cause == null ? "" : cause.getClass().getSimpleName() + ": ") + why;
    boolean answered =
        cause instanceof IOException
            && (why.contains("exceeds capacity") || cause instanceof java.net.ProtocolException);
    return answered ? new Malformed(text) : new NoResponse(text);
  }

  @Override
  public void close() {
    client.shutdownNow();
    workers.shutdownNow();
  }
}
