namespace LightKube.ApiServer.Admission;

/// <summary>Lets nothing pass.</summary>
internal sealed class AlwaysDeny : IAdmissionPlugin
{
    public string Name => "AlwaysDeny";

    public bool Handles(AdmissionRequest request) => true;

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel) => throw request.Forbid("admission control is denying all modifications");
}
