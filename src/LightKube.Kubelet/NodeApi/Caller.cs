namespace LightKube.Kubelet.NodeApi;

/// <summary>Who calls the node API.</summary>
internal sealed record Caller(string User, IReadOnlyList<string> Groups, string Uid = "");
