package org.busbar.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The tags that tests carry, read from their classes. */
final class TestTags {
  private static final Set<String> TAG =
      Set.of("Lorg/junit/jupiter/api/Tag;", "Lnet/jqwik/api/Tag;");

  private static final Set<String> TAGS =
      Set.of("Lorg/junit/jupiter/api/Tags;", "Lnet/jqwik/api/TagList;");

  /** Tests, and the contracts that tests inherit. */
  private static final String TESTS =
      ".*(/target/test-classes/|/testkit/target/classes/).*[.]class";

  private TestTags() {}

  /** One class: what it extends, and the tags of its own methods. */
  private record Tagged(String parent, Map<String, Set<String>> methods) {}

  /**
   * Tags by test ({@code package.Class.method}) of all compiled tests below a checkout; those of a
   * contract by each class that inherits them, as which they run.
   */
  static Map<String, Set<String>> of(Path checkout) {
    Map<String, Tagged> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(checkout)) {
      files.filter(path -> path.toString().matches(TESTS)).forEach(path -> read(path, classes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Set<String>> tags = new TreeMap<>();
    for (String name : classes.keySet()) {
      for (Tagged at = classes.get(name); at != null; at = classes.get(at.parent())) {
        at.methods().forEach((method, of) -> tags.putIfAbsent(name + "." + method, of));
      }
    }
    return tags;
  }

  private static void read(Path file, Map<String, Tagged> classes) {
    ClassModel model;
    try {
      model = ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<String> ofClass = tagsOf(model);
    Map<String, Set<String>> methods = new TreeMap<>();
    for (MethodModel method : model.methods()) {
      Set<String> all = new TreeSet<>(ofClass);
      all.addAll(tagsOf(method));
      if (!all.isEmpty()) {
        methods.put(method.methodName().stringValue(), all);
      }
    }
    String parent = model.superclass().map(TestTags::name).orElse("");
    classes.put(name(model.thisClass()), new Tagged(parent, methods));
  }

  private static String name(ClassEntry entry) {
    return entry.asInternalName().replace('/', '.');
  }

  private static Set<String> tagsOf(AttributedElement element) {
    Set<String> tags = new TreeSet<>();
    element
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .ifPresent(all -> all.annotations().forEach(annotation -> add(annotation, tags)));
    return tags;
  }

  private static void add(Annotation annotation, Set<String> tags) {
    String type = annotation.className().stringValue();
    for (AnnotationElement element : annotation.elements()) {
      if (TAG.contains(type) && element.value() instanceof AnnotationValue.OfString text) {
        tags.add(text.stringValue());
      } else if (TAGS.contains(type) && element.value() instanceof AnnotationValue.OfArray array) {
        List<AnnotationValue> values = array.values();
        for (AnnotationValue value : values) {
          if (value instanceof AnnotationValue.OfAnnotation inner) {
            add(inner.annotation(), tags);
          }
        }
      }
    }
  }
}
