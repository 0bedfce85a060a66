package io.skyjobs.providers.store.s3;

/** The stores that speak the protocol of S3, and how they differ. */
enum S3Kind {
    /** AWS S3, or any endpoint that is configured in its place. */
    S3("s3", "AWS S3", "AWS"),
    /** Cloudflare R2. */
    R2("r2", "Cloudflare R2", "Cloudflare"),
    /** IBM Cloud Object Storage. */
    IBM("ibm", "IBM COS", "IBMCOS");

    private final String store;
    private final String title;
    private final String rclone;

    S3Kind(String store, String title, String rclone) {
        this.store = store;
        this.title = title;
        this.rclone = rclone;
    }

    /** Its name in {@code store:}, and of its section of the configuration. */
    String store() {
        return store;
    }

    /** Its name for people. */
    String title() {
        return title;
    }

    /** What rclone calls the provider. */
    String rclone() {
        return rclone;
    }
}
