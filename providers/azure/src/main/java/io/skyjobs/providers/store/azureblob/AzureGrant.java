package io.skyjobs.providers.store.azureblob;

/** What lets us use a storage account, as far as is known before anybody was asked. */
sealed interface AzureGrant {
    /** Where it comes from, for people. */
    String source();

    /** Whether it is good for the configured account only. */
    default boolean isOfOneAccount() {
        return switch (this) {
            case Key key -> true;
            case Sas sas -> true;
            case Principal principal -> false;
            case Cli cli -> false;
        };
    }

    /** The key of an account. */
    record Key(String source, String key) implements AzureGrant {
        @Override
        public String toString() {
            return source;
        }
    }

    /** A shared access signature: a query that is a part of every address. */
    record Sas(String source, String token) implements AzureGrant {
        @Override
        public String toString() {
            return source;
        }
    }

    /** A service principal with a secret. */
    record Principal(String source, String tenant, String client, String secret)
            implements AzureGrant {
        @Override
        public String toString() {
            return source;
        }
    }

    /** Whoever is logged in at the command line of Azure. */
    record Cli(String source) implements AzureGrant {}
}
