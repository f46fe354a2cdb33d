using System.Reflection;

namespace RewardLab.Terminal;

/// <summary>The version of this program.</summary>
internal static class ProgramVersion
{
    /// <summary>The number and the commit that was built, such as "0.2.0+0123456789ab"; the number alone where the sources came without git.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
