package org.busbar.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the exported packages promise: version, types and public or protected members.
 *
 * @param versions package version by package
 * @param types types by name: header line and member lines
 */
record Baseline(SortedMap<String, String> versions, SortedMap<String, Type> types) {
  private static final String VERSION = "Lorg/osgi/annotation/versioning/Version;";
  private static final String EXPORT = "Lorg/osgi/annotation/bundle/Export;";
  private static final String PROVIDER = "Lorg/osgi/annotation/versioning/ProviderType;";
  private static final Set<String> OF_EVERY_OBJECT =
      Set.of("boolean equals(Object)", "int hashCode()", "String toString()");

  /**
   * One type.
   *
   * @param pack its package
   * @param header its header line; ends in {@code [consumer]} where plug-ins implement it
   * @param members its public and protected members
   */
  record Type(String pack, String header, SortedMap<String, String> members) {
    boolean isImplementedByOthers() {
      return header.endsWith("[consumer]");
    }
  }

  /** Reads the exported packages of class folders. */
  static Baseline ofClasses(Collection<Path> folders) {
    Baseline baseline = new Baseline(new TreeMap<>(), new TreeMap<>());
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path info : files.filter(path -> path.endsWith("package-info.class")).toList()) {
          baseline.readPackage(info);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return baseline;
  }

  /** Reads a checkout that has been built. */
  static Baseline ofCheckout(Path checkout) {
    List<Path> folders = new ArrayList<>();
    for (String folder : List.of("bundles", "drivers", "runtime")) {
      try (Stream<Path> poms = Files.walk(checkout.resolve(folder), 4)) {
        poms.filter(path -> path.endsWith("pom.xml"))
            .map(path -> path.resolveSibling("target/classes"))
            .filter(Files::isDirectory)
            .forEach(folders::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return ofClasses(folders);
  }

  /** Reads what {@link #lines} wrote. */
  static Baseline ofLines(List<String> lines) {
    Baseline baseline = new Baseline(new TreeMap<>(), new TreeMap<>());
    String pack = "";
    String type = "";
    for (String line : lines) {
      if (line.startsWith("package ")) {
        String[] words = line.split(" ");
        pack = words[1];
        baseline.versions().put(pack, words[2]);
      } else if (line.startsWith("    ")) {
        String member = line.strip();
        baseline.types().get(type).members().put(member, member);
      } else if (line.startsWith("  ")) {
        int colon = line.indexOf(": ");
        type = pack + "." + line.substring(2, colon);
        baseline.types().put(type, new Type(pack, line.substring(colon + 2), new TreeMap<>()));
      }
    }
    return baseline;
  }

  /** One line per package, type and member, sorted. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("# What the exported packages promise. Written by ./busbar baseline accept.");
    versions.forEach(
        (pack, version) -> {
          lines.add("package " + pack + " " + version);
          types.forEach(
              (name, type) -> {
                if (type.pack().equals(pack)) {
                  lines.add("  " + name.substring(pack.length() + 1) + ": " + type.header());
                  type.members().keySet().forEach(member -> lines.add("    " + member));
                }
              });
        });
    return lines;
  }

  /** What in {@code now} breaks this promise without a version that says so. */
  List<String> brokenBy(Baseline now) {
    List<String> broken = new ArrayList<>();
    versions.forEach(
        (pack, version) -> {
          String next = nextIncompatible(version);
          String current = now.versions().get(pack);
          if (current == null) {
            broken.add(pack + " is no longer exported: keep it, or " + accept());
          } else if (compare(current, next) < 0) {
            changes(pack, now)
                .forEach(
                    change ->
                        broken.add(
                            "%s: raise @Version in package-info.java of %s from %s to %s, then %s"
                                .formatted(change, pack, current, next, accept())));
          }
        });
    return broken;
  }

  private static String accept() {
    return "./busbar baseline accept";
  }

  private List<String> changes(String pack, Baseline now) {
    List<String> changes = new ArrayList<>();
    types.forEach(
        (name, type) -> {
          if (!type.pack().equals(pack)) {
            return;
          }
          Type current = now.types().get(name);
          if (current == null) {
            changes.add(name + " was removed");
            return;
          }
          if (!current.header().equals(type.header())) {
            changes.add(
                "%s was changed from '%s' to '%s'"
                    .formatted(name, type.header(), current.header()));
          }
          type.members().keySet().stream()
              .filter(member -> !current.members().containsKey(member))
              .forEach(member -> changes.add(name + ": '" + member + "' was removed or changed"));
          if (type.isImplementedByOthers()) {
            current.members().keySet().stream()
                .filter(member -> !type.members().containsKey(member))
                .filter(member -> member.startsWith("abstract "))
                .forEach(
                    member ->
                        changes.add(
                            name + ": '" + member + "' is new and others must implement it"));
          }
        });
    return changes;
  }

  /** Semantic versioning: before 1.0 the minor number tells of a break, from then on the major. */
  static String nextIncompatible(String version) {
    int[] parts = parts(version);
    return parts[0] == 0 ? "0." + (parts[1] + 1) + ".0" : (parts[0] + 1) + ".0.0";
  }

  private static int compare(String a, String b) {
    return java.util.Arrays.compare(parts(a), parts(b));
  }

  private static int[] parts(String version) {
    return Stream.of(version.split("\\.")).limit(3).mapToInt(Integer::parseInt).toArray();
  }

  private void readPackage(Path info) throws IOException {
    ClassModel model = ClassFile.of().parse(info);
    Optional<String> version = annotation(model, VERSION).map(Baseline::textOf);
    if (version.isEmpty() || annotation(model, EXPORT).isEmpty()) {
      return;
    }
    String pack = Room.packageOf(model.thisClass().asInternalName());
    versions.put(pack, version.get());
    try (Stream<Path> files = Files.list(info.resolveSibling(""))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        if (!file.endsWith("package-info.class")) {
          readType(pack, ClassFile.of().parse(file));
        }
      }
    }
  }

  private void readType(String pack, ClassModel model) {
    Optional<Set<AccessFlag>> flags = visibleFlags(model);
    if (flags.isEmpty()) {
      return;
    }
    boolean isOpen =
        flags.get().contains(AccessFlag.ABSTRACT)
            && !flags.get().contains(AccessFlag.ANNOTATION)
            && model.findAttribute(Attributes.permittedSubclasses()).isEmpty()
            && annotation(model, PROVIDER).isEmpty();
    String header = Signatures.type(model, flags.get()) + (isOpen ? " [consumer]" : "");
    SortedMap<String, String> members = new TreeMap<>();
    model.fields().stream()
        .filter(field -> isPromised(field.flags().flags()))
        .map(Signatures::field)
        .forEach(line -> members.put(line, line));
    model.methods().stream()
        .filter(method -> isPromised(method.flags().flags()))
        .map(Signatures::method)
        .filter(line -> !OF_EVERY_OBJECT.contains(line.replace("final ", "")))
        .forEach(line -> members.put(line, line));
    String name = model.thisClass().asInternalName().replace('/', '.').replace('$', '.');
    types.put(name, new Type(pack, header, members));
  }

  private static boolean isPromised(Set<AccessFlag> flags) {
    return (flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED))
        && !flags.contains(AccessFlag.SYNTHETIC);
  }

  /** Flags of a type that others see; empty where it or a type around it is hidden. */
  private static Optional<Set<AccessFlag>> visibleFlags(ClassModel model) {
    Set<AccessFlag> own = EnumSet.noneOf(AccessFlag.class);
    own.addAll(model.flags().flags());
    Map<String, InnerClassInfo> inner = new TreeMap<>();
    model.findAttribute(Attributes.innerClasses()).map(InnerClassesAttribute::classes).stream()
        .flatMap(List::stream)
        .forEach(info -> inner.put(info.innerClass().asInternalName(), info));
    String name = model.thisClass().asInternalName();
    boolean isFirst = true;
    while (inner.get(name) instanceof InnerClassInfo info) {
      if (!isPromised(info.flags()) || info.outerClass().isEmpty()) {
        return Optional.empty();
      }
      if (isFirst) {
        own = EnumSet.copyOf(info.flags());
      }
      isFirst = false;
      name = info.outerClass().get().asInternalName();
    }
    return isFirst && !own.contains(AccessFlag.PUBLIC) ? Optional.empty() : Optional.of(own);
  }

  private static Optional<Annotation> annotation(ClassModel model, String type) {
    List<Annotation> all = new ArrayList<>();
    model
        .findAttribute(Attributes.runtimeInvisibleAnnotations())
        .ifPresent(attribute -> all.addAll(attribute.annotations()));
    model
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .ifPresent(attribute -> all.addAll(attribute.annotations()));
    return all.stream().filter(a -> a.className().stringValue().equals(type)).findFirst();
  }

  private static String textOf(Annotation annotation) {
    return annotation.elements().stream()
        .map(AnnotationElement::value)
        .filter(AnnotationValue.OfString.class::isInstance)
        .map(value -> ((AnnotationValue.OfString) value).stringValue())
        .findFirst()
        .orElse("0.0.0");
  }
}
