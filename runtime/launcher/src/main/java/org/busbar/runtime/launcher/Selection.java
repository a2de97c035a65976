package org.busbar.runtime.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The bundles that may start, and why others may not.
 *
 * @param bundles in start order
 * @param refusals one sentence each
 */
record Selection(List<Lock.Entry> bundles, List<String> refusals) {

  /** Plug-ins start with the control modes, before the core that uses them. */
  private static final int PLUG_IN_LEVEL = 5;

  /** Without these there is no gateway; a refusal of one stops the start. */
  private static final Pattern INDISPENSABLE =
      Pattern.compile("org\\.busbar\\.(api|config|core|safety|profile)");

  /**
   * Reads every bundle of the lock and of the generation of plug-ins that runs, and in a
   * development assembly every jar of the plug-in folder.
   *
   * @param known what need not be looked for in bytes of the lock again
   * @throws StartException where a file is missing or altered, or the platform itself is refused
   */
  static Selection of(Lock lock, Path plugins, boolean development, Verdicts known)
      throws IOException {
    List<Lock.Entry> bundles = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (Reading reading : readAll(lock.bundles(), known)) {
      Lock.Entry entry = reading.entry();
      if (reading.refusal().isPresent() && isIndispensable(nameInLock(entry.file()))) {
        throw new StartException(reading.refusal().get());
      }
      reading.refusal().ifPresentOrElse(refusals::add, () -> bundles.add(entry));
    }
    Plugins installed = Plugins.read(plugins);
    bundles.addAll(installed.bundles());
    refusals.addAll(installed.refusals());
    for (Path jar : jars(plugins)) {
      if (!development) {
        refusals.add(
            jar.getFileName() + " is no signed plug-in; only a development assembly starts it");
        continue;
      }
      pluginRefusal(jar, lock)
          .ifPresentOrElse(
              refusals::add, () -> bundles.add(new Lock.Entry(jar, "", PLUG_IN_LEVEL)));
    }
    return new Selection(List.copyOf(bundles), List.copyOf(refusals));
  }

  /** Jars of the plug-in folder that start without a signature: nothing says what they may. */
  List<String> bare() {
    return bundles.stream()
        .filter(entry -> entry.sha256().isEmpty())
        .map(entry -> String.valueOf(entry.file().getFileName()))
        .toList();
  }

  private record Reading(Lock.Entry entry, Optional<String> refusal) {}

  /** On all processors: reading is the longest part of a start that waits for nothing else. */
  private static List<Reading> readAll(List<Lock.Entry> entries, Verdicts known)
      throws IOException {
    try {
      return entries.parallelStream().map(entry -> read(entry, known)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Reading read(Lock.Entry entry, Verdicts known) {
    try {
      checkDigest(entry);
      if (known.clean().contains(entry.sha256())) {
        return new Reading(entry, Optional.empty());
      }
      return new Reading(entry, ImportCheck.refusal(entry.file(), ImportCheck.Origin.LOCK));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> pluginRefusal(Path jar, Lock lock) throws IOException {
    try (JarFile opened = new JarFile(jar.toFile(), false)) {
      String name =
          opened.getManifest() == null
              ? ""
              : ImportCheck.symbolicName(opened.getManifest().getMainAttributes());
      if (lock.bundles().stream().anyMatch(entry -> nameInLock(entry.file()).equals(name))) {
        return Optional.of(jar.getFileName() + " would replace " + name + ", which the lock holds");
      }
    } catch (IOException e) {
      return Optional.of(jar.getFileName() + " is no readable jar: " + e.getMessage());
    }
    return ImportCheck.refusal(jar, ImportCheck.Origin.FOLDER);
  }

  static boolean isIndispensable(String symbolicName) {
    return INDISPENSABLE.matcher(symbolicName).matches();
  }

  /** Our own bundles are named as their artifact, so the file tells without being opened. */
  private static String nameInLock(Path file) {
    return file.getParent().getParent().getFileName().toString();
  }

  private static List<Path> jars(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static void checkDigest(Lock.Entry entry) throws IOException {
    if (!Files.isRegularFile(entry.file())) {
      throw new StartException("The lock names " + entry.file() + ", which is missing");
    }
    if (!digest(entry.file()).equals(entry.sha256())) {
      throw new StartException(
          entry.file() + " is not the file the lock names: its SHA-256 differs");
    }
  }

  static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
