namespace RewardLab.Torch.Runtime;

/// <summary>How torch's threads wait for each other.</summary>
/// <remarks>
/// By default they spin. Where another program wants a core too, the threads that spin take the time of the one that is waited for: on two
/// cores with one busy neighbour, generating took twenty times as long. Asleep they lose a few per cent on an idle machine.
/// </remarks>
internal static class OpenMpWaiting
{
    private const string Variable = "OMP_WAIT_POLICY";

    /// <summary>Has them sleep, unless the user has said how they shall wait. Before libtorch is loaded.</summary>
    public static void PreferSleep()
    {
        if (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable(Variable) is null)
        {
            NativeEnvironment.Set(Variable, "PASSIVE");
        }
    }
}
