package org.busbar.plugin.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.busbar.api.http.HttpAccess;
import org.busbar.api.http.HttpAnswer;
import org.busbar.api.http.HttpAsk;
import org.jspecify.annotations.Nullable;

/**
 * The one client of all plug-ins, made when the first of them needs it. It keeps neither cookies
 * nor passwords, so that none learns of another by it. Any thread.
 */
final class Wire {
  private @Nullable HttpClient client;

  /** Sends and waits for the whole answer, no longer than is left. */
  HttpAnswer send(HttpAsk ask, Duration left) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(ask.uri()).timeout(left);
    ask.headers().forEach(request::setHeader);
    byte[] body = ask.body();
    request.method(
        ask.method(),
        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    CompletableFuture<HttpResponse<byte[]>> coming =
        client()
            .sendAsync(
                request.build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), HttpAccess.LARGEST));
    try {
      HttpResponse<byte[]> answer = coming.get(left.toNanos(), TimeUnit.NANOSECONDS);
      return new HttpAnswer(answer.statusCode(), answer.headers().map(), answer.body());
    } catch (ExecutionException e) {
      throw new IOException(ask + ": " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(ask + ": no answer within " + ask.timeout().toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(ask + ": interrupted", e);
    } finally {
      coming.cancel(true);
    }
  }

  private synchronized HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      // Its threads are the platform's, whoever asks first.
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(Wire.class.getClassLoader());
      try {
        made =
            HttpClient.newBuilder()
                .connectTimeout(HttpAccess.LONGEST)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
      } finally {
        thread.setContextClassLoader(before);
      }
      client = made;
    }
    return made;
  }

  /** What is under way fails. */
  synchronized void end() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
