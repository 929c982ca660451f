namespace LightKube.ApiServer.Admission;

/// <summary>Stands for a plug-in of upstream that is about kinds which are not served: there is nothing for it to judge.</summary>
internal sealed class IdlePlugin(string name) : IAdmissionPlugin
{
    public string Name => name;

    public bool Handles(AdmissionRequest request) => false;
}
