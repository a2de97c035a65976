package org.busbar.api.site;

/**
 * Who is to be called in an emergency at a site, as {@code site.yaml} says.
 *
 * @param name a person or a post, for people
 * @param role what they are there for; empty where nothing is said
 * @param phone number to call, as people write it; empty where there is none
 * @param mail address to write to; empty where there is none
 * @param text what else a caller should know; empty where nothing is said
 */
public record ContactConfig(String name, String role, String phone, String mail, String text) {}
