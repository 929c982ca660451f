namespace LightKube.ApiServer.Webhooks;

/// <summary>A port of a Service, by its number.</summary>
public sealed record ServicePort(string Namespace, string Name, int Port);
