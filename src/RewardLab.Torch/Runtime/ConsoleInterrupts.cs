namespace RewardLab.Torch.Runtime;

/// <summary>Ctrl+C while libtorch is loaded, on Windows.</summary>
/// <remarks>
/// The OpenMP library of Windows' libtorch brings Intel's Fortran runtime, which answers Ctrl+C and the closing of the window itself and ends the process at
/// once ("forrtl: error (200): program aborting due to control-C event"): a run could not end in order.
/// </remarks>
internal static class ConsoleInterrupts
{
    private const string Variable = "FOR_DISABLE_CONSOLE_CTRL_HANDLER";

    /// <summary>Leaves them to the program, unless the user has set the variable. Before libtorch is loaded.</summary>
    public static void LeaveToProgram()
    {
        if (OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable(Variable) is null)
        {
            NativeEnvironment.Set(Variable, "1");
        }
    }
}
