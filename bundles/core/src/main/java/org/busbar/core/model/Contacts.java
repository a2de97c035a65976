package org.busbar.core.model;

import java.util.ArrayList;
import java.util.List;
import org.busbar.api.site.ContactConfig;
import org.busbar.config.api.Section;

/** Who is to be called in an emergency: {@code contacts} in the file. */
final class Contacts {
  private static final String PHONE = "\\+?[0-9][0-9 ()/.-]{1,30}";
  private static final String MAIL = "[^@\\s]+@[^@\\s]+";

  private Contacts() {}

  static List<ContactConfig> read(Section file) {
    List<ContactConfig> contacts = new ArrayList<>();
    file.sections("contacts").forEach((id, section) -> contacts.add(contact(id, section)));
    return contacts;
  }

  private static ContactConfig contact(String id, Section section) {
    Names.word(section, id);
    String phone = section.text("phone", "");
    String mail = section.text("mail", "");
    if (phone.isEmpty() && mail.isEmpty()) {
      section.problem("", "cannot be reached", "Write a phone or a mail");
    }
    if (!phone.isEmpty() && !phone.matches(PHONE)) {
      section.problem("phone", "is no telephone number", "Write it such as '+41 44 123 45 67'");
    }
    if (!mail.isEmpty() && !mail.matches(MAIL)) {
      section.problem("mail", "is no address", "Write it such as 'duty@example.org'");
    }
    return new ContactConfig(
        section.text("name", id), section.text("role", ""), phone, mail, section.text("text", ""));
  }
}
