package org.busbar.drivers.registermap;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.tools.Diagnostic;

/** Makes a class of registers beside each record with {@link RegisterMap}. */
public final class RegisterMapProcessor extends AbstractProcessor {
  private static final int MOST = 125;

  @Override
  public Set<String> getSupportedAnnotationTypes() {
    return Set.of(RegisterMap.class.getName());
  }

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latest();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    for (Element element : round.getElementsAnnotatedWith(RegisterMap.class)) {
      if (element.getKind() == ElementKind.RECORD && element instanceof TypeElement type) {
        write(type);
      } else {
        wrong(element, "only a record can be a register map");
      }
    }
    return true;
  }

  private void write(TypeElement type) {
    List<Place> places = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    for (RecordComponentElement component : type.getRecordComponents()) {
      At at = component.getAnnotation(At.class);
      String name = component.getSimpleName().toString();
      if (at == null || component.asType().getKind() != TypeKind.DOUBLE) {
        wrong(component, name + " must be a double that says @At where it lies");
        return;
      }
      try {
        Place place = Place.of(name, at);
        for (int i = 0; i < at.type().words(); i++) {
          if (!taken.add(at.value() + i)) {
            wrong(component, "register " + (at.value() + i) + " belongs to another component");
          }
        }
        places.add(place);
      } catch (IllegalArgumentException problem) {
        wrong(component, String.valueOf(problem.getMessage()));
        return;
      }
    }
    int from = places.stream().mapToInt(Place::first).min().orElse(0);
    int count = places.stream().mapToInt(Place::end).max().orElse(0) - from;
    if (count < 1 || count > MOST) {
      wrong(type, count + " registers cannot be read in one piece. Make two records");
      return;
    }
    RegisterMap map = type.getAnnotation(RegisterMap.class);
    String packageName =
        processingEnv.getElementUtils().getPackageOf(type).getQualifiedName().toString();
    String made =
        new Made(packageName, type.getSimpleName().toString(), places).text(map, from, count);
    try (Writer out =
        processingEnv
            .getFiler()
            .createSourceFile(packageName + "." + type.getSimpleName() + "Registers", type)
            .openWriter()) {
      out.write(made);
    } catch (IOException e) {
      wrong(type, "what is made of it cannot be written: " + e.getMessage());
    }
  }

  private void wrong(Element where, String text) {
    processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, text, where);
  }
}
