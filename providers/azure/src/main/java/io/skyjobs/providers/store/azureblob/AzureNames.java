package io.skyjobs.providers.store.azureblob;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What may be the name of a container: <a
 * href="https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata">the
 * rules of Azure</a>.
 */
final class AzureNames {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 63;
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]*[a-z0-9]");
    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");

    private AzureNames() {}

    /** What is wrong with a name, in the words of the reference system. */
    static Optional<String> problem(String name) {
        if (name.length() < SHORTEST || name.length() > LONGEST) {
            return wrong(name, "must be between 3 (min) and 63 (max) characters long.");
        }
        if (!FORM.matcher(name).matches()) {
            return wrong(
                    name,
                    "can consist only of lowercase letters, numbers, and hyphens (-)."
                            + " It must begin and end with a letter or number.");
        }
        if (name.contains("--")) {
            return wrong(name, "must not contain two adjacent hyphens.");
        }
        return Optional.empty();
    }

    /** Whether it can be the name of a storage account. */
    static boolean isAccount(String name) {
        return ACCOUNT.matcher(name).matches();
    }

    private static Optional<String> wrong(String name, String rule) {
        return Optional.of("Invalid store name: name " + name + " " + rule);
    }
}
