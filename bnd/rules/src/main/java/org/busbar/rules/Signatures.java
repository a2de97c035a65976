package org.busbar.rules;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodSignature;
import java.lang.classfile.Signature;
import java.lang.classfile.attribute.ExceptionsAttribute;
import java.lang.classfile.attribute.PermittedSubclassesAttribute;
import java.lang.classfile.attribute.RecordAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Public signatures as one readable line each, from class files. */
final class Signatures {
  private static final Set<AccessFlag> SHOWN =
      Set.of(
          AccessFlag.PROTECTED,
          AccessFlag.STATIC,
          AccessFlag.ABSTRACT,
          AccessFlag.FINAL,
          AccessFlag.INTERFACE);

  private Signatures() {}

  /** A type's header: modifiers, kind, type parameters, supertypes, record components, heirs. */
  static String type(ClassModel type, Set<AccessFlag> flags) {
    StringBuilder line = new StringBuilder(modifiers(flags));
    String header = type.findAttribute(Attributes.record()).map(Signatures::of).orElse("");
    type.findAttribute(Attributes.signature())
        .map(SignatureAttribute::asClassSignature)
        .ifPresentOrElse(
            s -> {
              line.append(parameters(s.typeParameters())).append(header);
              line.append(" extends ").append(of(s.superclassSignature()));
              s.superinterfaceSignatures().forEach(i -> line.append(", ").append(of(i)));
            },
            () -> {
              line.append(header);
              type.superclass().ifPresent(s -> line.append(" extends ").append(name(s.name())));
              type.interfaces().forEach(i -> line.append(", ").append(name(i.name())));
            });
    type.findAttribute(Attributes.permittedSubclasses())
        .map(PermittedSubclassesAttribute::permittedSubclasses)
        .ifPresent(
            heirs ->
                line.append(" permits ")
                    .append(
                        heirs.stream()
                            .map(heir -> name(heir.name()))
                            .sorted()
                            .collect(Collectors.joining(", "))));
    return line.toString().replaceAll(" +", " ").strip();
  }

  private static String of(RecordAttribute header) {
    return header.components().stream()
        .map(
            component ->
                of(
                        component
                            .findAttribute(Attributes.signature())
                            .map(SignatureAttribute::asTypeSignature)
                            .orElseGet(() -> Signature.of(component.descriptorSymbol())))
                    + " "
                    + component.name().stringValue())
        .collect(Collectors.joining(", ", "record (", ")"));
  }

  static String method(MethodModel method) {
    MethodSignature signature =
        method
            .findAttribute(Attributes.signature())
            .map(SignatureAttribute::asMethodSignature)
            .orElseGet(() -> MethodSignature.of(method.methodTypeSymbol()));
    String thrown =
        method
            .findAttribute(Attributes.exceptions())
            .map(ExceptionsAttribute::exceptions)
            .orElse(List.of())
            .stream()
            .map(type -> name(type.name()))
            .sorted()
            .collect(Collectors.joining(", "));
    return modifiers(method.flags().flags())
        + parameters(signature.typeParameters())
        + (method.methodName().stringValue().equals("<init>") ? "" : of(signature.result()) + " ")
        + method.methodName().stringValue()
        + signature.arguments().stream()
            .map(Signatures::of)
            .collect(Collectors.joining(", ", "(", ")"))
        + (thrown.isEmpty() ? "" : " throws " + thrown);
  }

  static String field(FieldModel field) {
    return modifiers(field.flags().flags())
        + of(
            field
                .findAttribute(Attributes.signature())
                .map(SignatureAttribute::asTypeSignature)
                .orElseGet(() -> Signature.of(field.fieldTypeSymbol())))
        + " "
        + field.fieldName().stringValue();
  }

  private static String modifiers(Set<AccessFlag> flags) {
    Set<String> words = new TreeSet<>();
    flags.stream()
        .filter(SHOWN::contains)
        .forEach(flag -> words.add(flag.name().toLowerCase(java.util.Locale.ROOT)));
    return words.isEmpty() ? "" : String.join(" ", words) + " ";
  }

  private static String parameters(List<Signature.TypeParam> parameters) {
    return parameters.isEmpty()
        ? ""
        : parameters.stream().map(Signatures::of).collect(Collectors.joining(", ", "<", "> "));
  }

  private static String of(Signature.TypeParam parameter) {
    StringBuilder text = new StringBuilder(parameter.identifier());
    parameter.classBound().ifPresent(bound -> text.append(" extends ").append(of(bound)));
    parameter.interfaceBounds().forEach(bound -> text.append(" & ").append(of(bound)));
    return text.toString();
  }

  private static String of(Signature signature) {
    return switch (signature) {
      case Signature.BaseTypeSig base ->
          java.lang.constant.ClassDesc.ofDescriptor(base.signatureString()).displayName();
      case Signature.ArrayTypeSig array -> of(array.componentSignature()) + "[]";
      case Signature.TypeVarSig variable -> variable.identifier();
      case Signature.ClassTypeSig type ->
          type.outerType().map(outer -> of(outer) + ".").orElse("")
              + name(type.className())
              + (type.typeArgs().isEmpty()
                  ? ""
                  : type.typeArgs().stream()
                      .map(Signatures::of)
                      .collect(Collectors.joining(", ", "<", ">")));
    };
  }

  private static String of(Signature.TypeArg argument) {
    return switch (argument) {
      case Signature.TypeArg.Unbounded _ -> "?";
      case Signature.TypeArg.Bounded bounded ->
          switch (bounded.wildcardIndicator()) {
            case NONE -> of(bounded.boundType());
            case EXTENDS -> "? extends " + of(bounded.boundType());
            case SUPER -> "? super " + of(bounded.boundType());
          };
    };
  }

  private static String name(CharSequence internal) {
    return internal
        .toString()
        .replace('/', '.')
        .replace('$', '.')
        .replaceFirst("^java\\.lang\\.", "");
  }
}
