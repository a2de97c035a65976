package org.busbar.safety.file;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The disk below a folder: tells what a power cut would take at this moment, because it was written
 * and never forced, and is full when a test says so. One thread.
 */
public final class FrailDisk {
  private final Provider provider = new Provider();
  private final Frail files = new Frail();
  private final Set<String> atRisk = new TreeSet<>();
  private long room = Long.MAX_VALUE;

  /** A path on this disk. */
  private interface Known extends Path {
    Path real();
  }

  /** The same place, reached by this disk. */
  public Path at(Path real) {
    InvocationHandler handler = (proxy, method, arguments) -> call(real, method, arguments);
    return (Path)
        Proxy.newProxyInstance(Known.class.getClassLoader(), new Class<?>[] {Known.class}, handler);
  }

  /** Names of files whose content, and of folders whose names, a power cut would take. */
  public Set<String> atRisk() {
    return Set.copyOf(atRisk);
  }

  /** Takes so many bytes more, then it is full. */
  public void takes(long bytes) {
    room = bytes;
  }

  private Object call(Path real, Method method, Object... arguments) throws Throwable {
    switch (method.getName()) {
      case "real":
        return real;
      case "getFileSystem":
        return files;
      case "iterator":
        List<Path> parts = new ArrayList<>();
        real.forEach(part -> parts.add(at(part)));
        return parts.iterator();
      default:
        break;
    }
    Object[] plain = arguments == null ? new Object[0] : arguments.clone();
    for (int i = 0; i < plain.length; i++) {
      plain[i] = plain[i] instanceof Known known ? known.real() : plain[i];
    }
    try {
      Object result = method.invoke(real, plain);
      return result instanceof Path path ? at(path) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Path real(Path path) {
    return path instanceof Known known ? known.real() : path;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  /** Its folder holds another name now. */
  private void renamed(Path path) {
    atRisk.add(name(path.toAbsolutePath().getParent()));
  }

  /** A file that is written, or a folder that is forced. */
  private FileChannel channel(Path path, FileChannel to) {
    return new FrailChannel(
        to,
        forced -> {
          if (forced) {
            atRisk.remove(name(path));
          } else {
            atRisk.add(name(path));
          }
        },
        () -> room,
        bytes -> room -= bytes);
  }

  private final class Provider extends FileSystemProvider {
    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      Path real = real(path);
      boolean isNew = !Files.exists(real);
      FileChannel opened = FileChannel.open(real, options, attributes);
      if (isNew) {
        renamed(real);
      }
      if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
        atRisk.add(name(real));
      }
      return channel(real, opened);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
      Path from = real(source);
      Path to = real(target);
      Files.move(from, to, options);
      renamed(from);
      renamed(to);
      if (atRisk.remove(name(from))) {
        atRisk.add(name(to));
      }
    }

    @Override
    public void delete(Path path) throws IOException {
      Files.delete(real(path));
      renamed(real(path));
      atRisk.remove(name(real(path)));
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
      Files.createDirectory(real(path), attributes);
      renamed(real(path));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
      List<Path> all = new ArrayList<>();
      try (DirectoryStream<Path> real = Files.newDirectoryStream(real(path))) {
        real.forEach(each -> all.add(at(each)));
      }
      return new DirectoryStream<>() {
        @Override
        public Iterator<Path> iterator() {
          return all.iterator();
        }

        @Override
        public void close() {
          // It was read at once.
        }
      };
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return Files.newByteChannel(real(path), options, attributes);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
      Files.copy(real(source), real(target), options);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
      return Files.isSameFile(real(path), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
      return Files.isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
      return Files.getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      real(path).getFileSystem().provider().checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return Files.getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      return Files.readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
        throws IOException {
      return Files.readAttributes(real(path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options)
        throws IOException {
      Files.setAttribute(real(path), name, value, options);
    }

    @Override
    public String getScheme() {
      return "frail";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
      throw new UnsupportedOperationException();
    }
  }

  private final class Frail extends FileSystem {
    @Override
    public FileSystemProvider provider() {
      return provider;
    }

    @Override
    public Path getPath(String first, String... more) {
      return at(Path.of(first, more));
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return Set.of("basic");
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
      throw new UnsupportedOperationException();
    }
  }
}
