using LightKube.Api.Resource.V1;

namespace LightKube.Api.Defaulting;

/// <summary>A request for a count of devices asks for one.</summary>
internal static class ResourceClaimDefaults
{
    private const string ExactCount = "ExactCount";

    public static void Apply(ResourceClaimSpec spec)
    {
        foreach (var request in spec.Devices.Requests)
        {
            if (request.Exactly is { IsPresent: true, AllocationMode: ExactCount, Count: 0 } exactly)
            {
                exactly.Count = 1;
            }

            foreach (var alternative in request.FirstAvailable)
            {
                if (alternative is { AllocationMode: ExactCount, Count: 0 })
                {
                    alternative.Count = 1;
                }
            }
        }
    }
}
