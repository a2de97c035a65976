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

  private TestTags() {}

  /** Tags by test ({@code package.Class.method}) of all compiled tests below a checkout. */
  static Map<String, Set<String>> of(Path checkout) {
    Map<String, Set<String>> tags = new TreeMap<>();
    try (Stream<Path> files = Files.walk(checkout)) {
      files
          .filter(path -> path.toString().contains("/target/test-classes/"))
          .filter(path -> path.toString().endsWith(".class"))
          .forEach(path -> read(path, tags));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tags;
  }

  private static void read(Path file, Map<String, Set<String>> tags) {
    ClassModel model;
    try {
      model = ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<String> ofClass = tagsOf(model);
    String name = model.thisClass().asInternalName().replace('/', '.');
    for (MethodModel method : model.methods()) {
      Set<String> all = new TreeSet<>(ofClass);
      all.addAll(tagsOf(method));
      if (!all.isEmpty()) {
        tags.put(name + "." + method.methodName().stringValue(), all);
      }
    }
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
