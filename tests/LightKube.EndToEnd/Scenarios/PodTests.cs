using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Scenarios;

/// <summary>What a pod may ask of its node: environment, volumes, init containers, probes.</summary>
internal sealed class PodTests(string version) : KubectlFixture(version)
{
    [Test]
    public async Task Configuration_arrives_in_environment_and_files()
    {
        await Kubectl.RunAsync("create", "configmap", "settings", "--from-literal=colour=blue");
        await Kubectl.RunAsync("create", "secret", "generic", "password", "--from-literal=word=open sesame");
        await Kubectl.ApplyAsync($$$$"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: reader
              labels: {app: reader}
            spec:
              restartPolicy: Never
              containers:
                - name: main
                  image: {{{{Manifests.Busybox}}}}
                  command: [sh, -c, "echo $COLOUR,$word,$MY_NAME,$MY_IP,$MEMORY; cat /settings/colour; cat /secret/word; cat /info/labels; ls -l /secret/ | wc -l; cat /scratch/left"]
                  env:
                    - {name: COLOUR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}
                    - {name: MY_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                    - {name: MY_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                    - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
                  envFrom:
                    - secretRef: {name: password}
                  resources:
                    limits: {memory: 32Mi}
                  volumeMounts:
                    - {name: settings, mountPath: /settings}
                    - {name: secret, mountPath: /secret}
                    - {name: info, mountPath: /info}
                    - {name: scratch, mountPath: /scratch}
              initContainers:
                - name: first
                  image: {{{{Manifests.Busybox}}}}
                  command: [sh, -c, "echo from-init >/scratch/left"]
                  volumeMounts:
                    - {name: scratch, mountPath: /scratch}
              volumes:
                - {name: settings, configMap: {name: settings}}
                - {name: secret, secret: {secretName: password, defaultMode: 0400}}
                - {name: info, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
                - {name: scratch, emptyDir: {}}
            """);
        await Eventually.ThatAsync(() => Kubectl.FieldAsync("pod/reader", ".status.phase"), Is.EqualTo("Succeeded"), "the phase");

        var log = (await Kubectl.RunAsync("logs", "reader")).Output;

        Assert.That(log, Does.Match(@"^blue,open sesame,reader,\d+\.\d+\.\d+\.\d+,32\nblueopen sesameapp=""reader"""));
        Assert.That(log, Does.EndWith("from-init\n"));
    }

    [Test]
    public async Task Container_that_fails_is_started_again_with_growing_delay()
    {
        await Kubectl.ApplyAsync(Manifests.Pod("crashing", "exit 1"));

        await Eventually.ThatAsync(() => Kubectl.FieldAsync("pod/crashing", ".status.containerStatuses[0].state.waiting.reason"),
            Is.EqualTo("CrashLoopBackOff"), "the reason for waiting");
    }

    [Test]
    public async Task Liveness_probe_that_fails_restarts_the_container()
    {
        await Kubectl.ApplyAsync(Manifests.Pod("sick", "touch /tmp/well; sleep 2; rm /tmp/well; sleep 1000") + """

                  livenessProbe:
                    exec: {command: [cat, /tmp/well]}
                    periodSeconds: 1
                    failureThreshold: 1
            """);

        await Eventually.ThatAsync(() => Kubectl.FieldAsync("pod/sick", ".status.containerStatuses[0].restartCount"), Is.Not.AnyOf("", "0"), "the restarts");
    }

    [Test]
    public async Task Image_that_cannot_be_had_is_reported()
    {
        await Kubectl.ApplyAsync(Manifests.IdlePod("missing").Replace(Manifests.Busybox, "lightkube.local/none:1", StringComparison.Ordinal));

        await Eventually.ThatAsync(() => Kubectl.FieldAsync("pod/missing", ".status.containerStatuses[0].state.waiting.reason"),
            Is.AnyOf("ErrImagePull", "ImagePullBackOff"), "the reason for waiting");
    }
}
