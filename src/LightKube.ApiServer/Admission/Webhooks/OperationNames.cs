namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>Operations as reviews and rules spell them.</summary>
internal static class OperationNames
{
    public static string Of(AdmissionVerb verb) => verb switch
    {
        AdmissionVerb.Create => "CREATE",
        AdmissionVerb.Update => "UPDATE",
        AdmissionVerb.Delete => "DELETE",
        _ => "CONNECT",
    };
}
