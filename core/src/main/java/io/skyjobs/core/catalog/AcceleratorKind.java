package io.skyjobs.core.catalog;

/**
 * A kind of accelerator that the catalog knows.
 *
 * @param name canonical name, such as {@code A100-80GB}
 * @param maker lower-case name of its maker, such as {@code nvidia}
 * @param common whether it is one of those that people mostly ask for
 */
public record AcceleratorKind(String name, String maker, boolean common) {}
