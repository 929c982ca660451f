namespace LightKube.ApiServer.Aggregation;

/// <summary>Where an extension server is, and by what it proves itself. Two of the same content are one server.</summary>
/// <param name="Namespace">The namespace of the Service.</param>
/// <param name="Name">The name of the Service.</param>
/// <param name="Port">The Service's port, not the pods'.</param>
/// <param name="CaBundle">Certificates in PEM by which it must prove itself; empty for those of the system.</param>
/// <param name="SkipsVerification">It need not prove itself.</param>
internal sealed record RemoteService(string Namespace, string Name, int Port, string CaBundle, bool SkipsVerification)
{
    /// <summary>The name that its certificate must have.</summary>
    public string HostName => $"{Name}.{Namespace}.svc";
}
