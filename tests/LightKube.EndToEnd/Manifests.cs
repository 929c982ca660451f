namespace LightKube.EndToEnd;

/// <summary>The objects that most tests begin with.</summary>
internal static class Manifests
{
    internal const string Busybox = "lightkube.local/busybox:1";
    internal const string Hello = "lightkube.local/hello:1";
    internal const string HelloAgain = "lightkube.local/hello:2";

    /// <summary>A pod that runs a shell script.</summary>
    internal static string Pod(string name, string script) => $"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {name}
          labels:
            app: {name}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
            - name: main
              image: {Busybox}
              command: ["sh", "-c", "{script}"]
        """;

    /// <summary>A pod that runs until it is told to end.</summary>
    internal static string IdlePod(string name) => Pod(name, "trap exit TERM; while :; do sleep 1; done");

    /// <summary>Web servers on port 8080 that say which pod answers.</summary>
    internal static string Deployment(string name, int replicas) => $"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {name}
          labels:
            app: {name}
        spec:
          replicas: {replicas}
          selector:
            matchLabels:
              app: {name}
          template:
            metadata:
              labels:
                app: {name}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: web
                  image: {Hello}
                  ports:
                    - containerPort: 8080
                  readinessProbe:
                    httpGet:
                      path: /
                      port: 8080
                    periodSeconds: 1
        """;

    internal static string ConfigMap(string name, string key, string value) => $"""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {name}
        data:
          {key}: "{value}"
        """;
}
