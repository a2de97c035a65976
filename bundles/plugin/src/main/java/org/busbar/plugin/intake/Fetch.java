package org.busbar.plugin.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.busbar.plugin.format.Names;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;
import org.jspecify.annotations.Nullable;

/** Gets files of a catalogue; believes nothing of what it gets. Blocks. */
public sealed interface Fetch {
  /** How long a server may take to begin, and how long in all to be slower than it has to be. */
  Duration PATIENCE = Duration.ofSeconds(30);

  /** Where from, for messages. */
  String location();

  /**
   * Copies a file, but no more of it than the limit.
   *
   * @return whether it was there
   */
  boolean get(String path, Path to, long limit) throws IOException, RefusedException;

  /** By what the location is: {@code http}, {@code https}, or else a folder. */
  static Fetch of(String location) throws RefusedException {
    try {
      if (!location.contains("://")) {
        return new Folder(Path.of(location));
      }
      URI base = URI.create(location.endsWith("/") ? location : location + "/");
      if (List.of("http", "https").contains(base.getScheme()) && base.getHost() != null) {
        return new Web(base, PATIENCE);
      }
    } catch (IllegalArgumentException e) {
      throw noPlace(location, e);
    }
    throw noPlace(location, null);
  }

  private static RefusedException noPlace(String location, @Nullable Exception cause) {
    RefusedException refused =
        new RefusedException(
            Reason.FORMAT,
            "this is neither a folder nor an address that begins with http:// or https://",
            Names.shown(location),
            "Look at how the catalogue's operator writes it");
    refused.initCause(cause);
    return refused;
  }

  /** A folder: a stick, a mirror, what the build made. */
  record Folder(Path folder) implements Fetch {
    @Override
    public String location() {
      return folder.toString();
    }

    @Override
    public boolean get(String path, Path to, long limit) throws IOException, RefusedException {
      Path from = folder.resolve(path);
      if (!Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      try (InputStream in = Files.newInputStream(from)) {
        Copying.copy(in, to, limit, from.toString());
      }
      return true;
    }
  }

  /**
   * A web server with plain files.
   *
   * @param patience for the head of an answer, and for a body that is less than 16 KiB a second
   */
  record Web(URI base, Duration patience) implements Fetch {
    private static final int OK = 200;
    private static final int MISSING = 404;

    @Override
    public String location() {
      return base.toString();
    }

    @Override
    public boolean get(String path, Path to, long limit) throws IOException, RefusedException {
      HttpRequest request =
          HttpRequest.newBuilder(base.resolve(path)).timeout(patience).GET().build();
      try (HttpClient client = HttpClient.newBuilder().connectTimeout(patience).build()) {
        HttpResponse<InputStream> answer =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = new Steady(answer.body(), patience)) {
          if (answer.statusCode() == MISSING) {
            return false;
          }
          if (answer.statusCode() != OK) {
            throw new IOException(request.uri() + " answers " + answer.statusCode());
          }
          Copying.copy(in, to, limit, request.uri().toString());
        }
        return true;
      } catch (ConnectException e) {
        throw new IOException(base + " does not answer", e); // It says no word of its own.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while fetching " + path, e);
      }
    }
  }

  /** Bounded copying. */
  final class Copying {
    private static final int BUFFER = 1 << 16;

    private Copying() {}

    static void copy(InputStream in, Path to, long limit, String where)
        throws IOException, RefusedException {
      Files.createDirectories(to.toAbsolutePath().getParent());
      try (OutputStream out = Files.newOutputStream(to)) {
        byte[] buffer = new byte[BUFFER];
        long all = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          all += read;
          if (all > limit) {
            throw new RefusedException(
                Reason.TOO_LARGE,
                "it is longer than the " + limit + " bytes it may have",
                where,
                "Do not use it; tell the operator of the catalogue");
          }
          out.write(buffer, 0, read);
        }
      }
    }
  }
}
