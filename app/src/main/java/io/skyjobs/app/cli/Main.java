package io.skyjobs.app.cli;

import java.util.Optional;

/** Entry of the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        String version =
                Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                        .orElse("unreleased");
        System.out.println("sky " + version);
    }
}
