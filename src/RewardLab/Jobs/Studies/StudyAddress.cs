using System.Globalization;
using RewardLab.Runs.Store;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Studies;

/// <summary>Where a study is served: links and what browsers have not sent yet belong to an address.</summary>
internal static class StudyAddress
{
    /// <summary>Remembers the address, and says if it was another before.</summary>
    /// <param name="session">What is written to.</param>
    /// <param name="study">The study.</param>
    /// <param name="address">Where it is served now, such as "http://127.0.0.1:4747", or below a path where a server has several studies.</param>
    /// <param name="isUsual">Whether to serve it at this port from now on, where none is asked for.</param>
    public static void Remember(Session session, Study study, Uri address, bool isUsual)
    {
        var before = study.Address;
        study.Remember(address, isUsual);
        if (before is null || before == study.Address)
        {
            return;
        }

        var (former, isOfSeveral) = (new Uri(before), IsOfSeveral(new Uri(before)));
        var port = former.Port.ToString(CultureInfo.InvariantCulture);
        var again = isOfSeveral == IsOfSeveral(address) ? $"--port {port}"
            : isOfSeveral ? $"'rewardlab serve --study {ShellWord.Quote(study.Path)} --port {port}'"
            : $"'rewardlab {(study.Plan.Kind == StudyKind.Labels ? "label" : "judge")}' and --port {port}";
        session.Screen.Error.WriteLine(
            $"rewardlab: the study was served at {before} before. Links with that address no longer work, and browsers keep answers that they have not sent "
            + $"yet for that address: serve it there again with {again}, if any may be waiting.");
    }

    private static bool IsOfSeveral(Uri address) => address.AbsolutePath.Length > 1;
}
