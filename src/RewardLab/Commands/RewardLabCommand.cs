using System.CommandLine;
using RewardLab.Editor;
using RewardLab.Hosting;
using RewardLab.Runs.Store;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>The command line: every command and the options they share.</summary>
internal static class RewardLabCommand
{
    public static RootCommand Create(Session session)
    {
        var plain = new Option<bool>("--plain") { Description = "without the editor: list the commands in plain lines, for example for a screen reader" };
        var folders = UserFolders.FromEnvironment();
        var runs = RunsFolder(session);
        var command = new RootCommand($"""
            RewardLab: measure, calibrate and optimise rewards for text-to-image models.

            Without a command the editor opens. Start with:
              rewardlab                                  open the editor: recipes, runs, curves, results, plugins
              rewardlab run recipes/01-quickstart.csx    run the main job on the built-in Toybox, in about a minute
              rewardlab label last                       label its images in the browser
              rewardlab bench run last                   see which reward agrees with the labels
              rewardlab serve                            watch all runs in the browser
              rewardlab recipes list                     list all recipes
              rewardlab doctor                           check this machine

            Folders now, and the environment variables that name others:
              REWARDLAB_RUNS       runs                {runs}
              REWARDLAB_PLUGINS    your plugins        {string.Join(Path.PathSeparator, folders.Plugins)}
              REWARDLAB_HOME       settings, trust     {folders.Settings}
              REWARDLAB_CACHE      what can be redone  {folders.Cache}
            """)
        {
            GlobalOptions.Verbose,
            GlobalOptions.Quiet,
            GlobalOptions.Safe,
            GlobalOptions.LibTorch,
            GlobalOptions.Runs,
            plain,
            RunCommand.Create(session),
            ScoreCommand.Create(session),
            BenchCommand.Create(session),
            XRayCommand.Create(session),
            LabelCommand.Create(session),
            JudgeCommand.Create(session),
            StudyCommand.Create(session),
            ServeCommand.Create(session),
            DataCommand.Create(session),
            RecipesCommand.Create(session),
            PluginsCommand.Create(session),
            ComponentsCommand.Create(session),
            PromptsCommand.Create(session),
            RewardsCommand.Create(session),
            ModelsCommand.Create(session),
            RunsCommand.Create(session),
            WorkerCommand.Create(session),
            WorkersCommand.Create(session),
            ReportCommand.Create(session),
            DoctorCommand.Create(session),
            CompletionCommand.Create(session),
        };
        command.SetAction(parsed =>
        {
            var obstacle = parsed.GetValue(plain) ? "" : EditorProgram.Obstacle;
            if (obstacle is null)
            {
                session.Screen.Detach(); // the screen is the editor's now
                session.HandlesSignals = true;

                // What is said as the process ends is for the terminal that the editor has given back.
                AppDomain.CurrentDomain.ProcessExit += (_, _) => session.Screen.DivertErrors(null);
                var exitCode = EditorProgram.Run(new EditorHost
                {
                    ProgramAssembly = typeof(RewardLabCommand).Assembly.Location,
                    Time = session.Time,
                    RunsFolder = parsed.GetValue(GlobalOptions.Runs),
                    StartPlugins = log =>
                    {
                        session.Screen.DivertErrors(log);
                        return Plugins.Start(session, static options => options with { Rehearse = PluginRehearsal.Run });
                    },
                });
                session.Screen.DivertErrors(null);
                return exitCode;
            }

            if (obstacle.Length > 0)
            {
                session.Screen.Error.WriteLine($"rewardlab: the editor needs a terminal, but {obstacle}. These commands work without one:");
            }

            return command.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = session.Screen.Output });
        });
        return command;
    }

    // The current folder may have been deleted, and commands that need none still work.
    private static string RunsFolder(Session session)
    {
        try
        {
            return new RunStore(folder: null, session.Time).Folder;
        }
        catch (IOException)
        {
            return "runs";
        }
    }
}
