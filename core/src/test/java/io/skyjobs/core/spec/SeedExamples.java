package io.skyjobs.core.spec;

import java.util.List;

/** Task files as users of the reference system have them. */
final class SeedExamples {
    static final String BERT =
            """
            # bert_qa.yaml
            name: bert-qa

            resources:
              accelerators: V100:1
              use_spot: true  # Use spot instances to save cost.

            envs:
              # Fill in your wandb key: copy from https://wandb.ai/authorize
              # Alternatively, you can use `--env WANDB_API_KEY=$WANDB_API_KEY`
              # to pass the key in the command line, during `sky jobs launch`.
              WANDB_API_KEY:

            # Assume your working directory is under `~/transformers`.
            workdir: ~/transformers

            setup: |
              pip install -e .
              cd examples/pytorch/question-answering/
              pip install -r requirements.txt torch==1.12.1+cu113 --extra-index-url https://download.pytorch.org/whl/cu113
              pip install wandb

            run: |
              cd examples/pytorch/question-answering/
              python run_qa.py \\
                --model_name_or_path bert-base-uncased \\
                --learning_rate 3e-5 \\
                --output_dir /tmp/bert_qa/
            """;

    static final String SPOT =
            """
            name: spot-job

            resources:
              accelerators: A100:8
              use_spot: true

            run: ...
            """;

    static final String ANY_OF =
            """
            resources:
              accelerators: A100:8
              any_of:
                - use_spot: true
                - use_spot: false
            """;

    static final String CHECKPOINT =
            """
            file_mounts:
              /checkpoint:
                name: # NOTE: Fill in your bucket name
                mode: MOUNT_CACHED # or MOUNT
            """;

    static final String RESTARTS =
            """
            resources:
              accelerators: A100:8
              job_recovery:
                # Restart the job up to 3 times on user code errors.
                max_restarts_on_errors: 3
            """;

    static final String PIPELINE =
            """
            name: pipeline

            ---

            name: train

            resources:
              accelerators: V100:8
              any_of:
                - use_spot: true
                - use_spot: false

            file_mounts:
              /checkpoint:
                name: train-eval # NOTE: Fill in your bucket name
                mode: MOUNT

            setup: |
              echo setup for training

            run: |
              echo run for training
              echo save checkpoints to /checkpoint

            ---

            name: eval

            resources:
              accelerators: T4:1
              use_spot: false

            file_mounts:
              /checkpoint:
                name: train-eval # NOTE: Fill in your bucket name
                mode: MOUNT

            setup: |
              echo setup for eval

            run: |
              echo load trained model from /checkpoint
              echo eval model on test set
            """;

    /** Every field that a task has, so that what works on all files has seen each of them. */
    static final String EVERYTHING =
            """
            name: every.thing_1
            workdir: {url: https://github.com/a/b, ref: v1}
            num_nodes: 3
            resources:
              labels: {team: ml, "odd\\tkey": "ünï 😀"}
              disk_size: 2TB
              disk_tier: high
              network_tier: best
              local_disk: nvme:300+
              max_hourly_cost: 12.345678
              ports: [22, 8080-8090, 8091]
              priority: -42
              autostop: 10m
              image_id: {us-east-1: ami-1, "*": docker:x}
              job_recovery: {strategy: failover, max_restarts_on_errors: 7, recover_on_exit_codes: [29, 3]}
              ordered:
                - {infra: aws/us-east-1/us-east-1a, accelerators: "A100:8", instance_type: p4d.24xlarge, use_spot: yes}
                - {infra: k8s/arn:aws:eks/prod, accelerators: ["nvidia:80GB+:2", "40GB"], cpus: 0.1+, memory: 16GB+}
                - {cpus: 8, memory: 0.3}
            envs: &common {A: "1", BUCKET: my-bucket, EMPTY: "", TRICKY: "line\\nbreak \\"q\\" \\\\ \\u0001 \\u2028"}
            secrets: {TOKEN: hunter2, OTHER: "two\\nlines"}
            file_mounts:
              /data: src
              ~/f: train.py
              /in: s3://$BUCKET/path
              /ckpt:
                name: b
                source: [src]
                store: gcs
                mode: COPY
                persistent: false
                type: MODEL_CHECKPOINT_RW
                config: {mount_cached: {transfers: 8, read_only: false}, mount: {hf_mount_args: [a, b]}}
              /region: {source: "cos://us-south/bucket/x", mode: MOUNT_CACHED}
            setup: |
              echo setup
            run: |
              echo $A
            event_callback: echo $JOB_STATUS
            api_server_access: false
            volumes: {/v: pvc}
            inputs: {"s3://in": 1.5}
            outputs: {"s3://out": 2}
            config:
              kubernetes: {pod_config: {spec: {a: [1, 2.5, x, true, null]}}, provision_timeout: 600}
              active_workspace: ml
              hooks:
                - {run: save, events: [preemption], timeout: 60}
                - run: bye
            """;

    static final List<String> ALL =
            List.of(BERT, SPOT, ANY_OF, CHECKPOINT, RESTARTS, PIPELINE, EVERYTHING);

    private SeedExamples() {}
}
