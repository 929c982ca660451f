namespace LightKube.ApiServer.Admission;

/// <summary>Lets everything pass. Upstream has it still, for configurations from before there were others.</summary>
internal sealed class AlwaysAdmit : IAdmissionPlugin
{
    public string Name => "AlwaysAdmit";

    public bool Handles(AdmissionRequest request) => false;
}
